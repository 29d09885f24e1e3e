Attribute VB_Name = "SuiviCir"
Option Explicit
' Les boutons et le ruban « Suivi CIR » : chaque macro lance une fonction Python de même rôle, sans rien décider.
' Même texte dans Excel et dans LibreOffice : RunPython et GetConfig viennent du module xlwings (Excel) ou LibreOffice.
' Ce module n'enregistre jamais le classeur.

Private Const TITRE As String = "Suivi CIR"

Public Sub VerifierEntretiens()
    Lancer "verifier_entretiens"
End Sub

Public Sub GenererRapportMensuel()
    Lancer "generer_rapport_mensuel"
End Sub

Public Sub OuvrirDossier()
    Lancer "ouvrir_dossier"
End Sub

Public Sub Aide()
    Lancer "aide"
End Sub

Public Sub Diagnostic()
    Lancer "diagnostic"
End Sub

' Les rappels du ruban (macros/ruban.xml) : chacun appelle la macro du même bouton.

Public Sub RubanVerifier(control As IRibbonControl)
    VerifierEntretiens
End Sub

Public Sub RubanRapport(control As IRibbonControl)
    GenererRapportMensuel
End Sub

Public Sub RubanDossier(control As IRibbonControl)
    OuvrirDossier
End Sub

Public Sub RubanAide(control As IRibbonControl)
    Aide
End Sub

Public Sub RubanDiagnostic(control As IRibbonControl)
    Diagnostic
End Sub

Private Sub Lancer(Fonction As String)
    Dim Interprete As String, Absent As String
    On Error GoTo Echec
    Interprete = GetConfig(CleInterprete())
    Absent = FichierAbsent()
    If Not FileExists(Interprete) Then
        If Not ContinuerSansPython(Interprete) Then Exit Sub
    ElseIf Absent <> "" Then
        If MsgBox(TexteOutilIncomplet(Interprete, Absent), vbExclamation + vbYesNo, TITRE) <> vbYes Then Exit Sub
    End If
    If RunPython("import xl_addin.boutons; xl_addin.boutons." & Fonction & "()") = -1 Then
        MsgBox TexteOutilAbsent(Interprete), vbCritical, TITRE
    End If
    Exit Sub
Echec:
    MsgBox TexteEchec(Err.Description), vbCritical, TITRE
End Sub

Private Function SurMac() As Boolean
    SurMac = InStr(Application.OperatingSystem, "Mac") > 0
End Function

Private Function CleInterprete() As String
    CleInterprete = "INTERPRETER_WIN"
    If SurMac() Then CleInterprete = "INTERPRETER_MAC"
End Function

' Le premier fichier sans lequel Python ne dirait qu’une erreur en anglais ; vide si tous sont là, ou si le classeur n’en cite aucun.
Private Function FichierAbsent() As String
    Dim Fichiers As Variant, Rang As Long
    Fichiers = Split(GetConfig("SUIVI_CIR_FICHIERS"), "|")
    For Rang = UBound(Fichiers) To 0 Step -1
        If Not FileExists(CStr(Fichiers(Rang))) Then FichierAbsent = Fichiers(Rang)
    Next Rang
End Function

' Vrai si la personne veut essayer quand même : sur Mac seulement, où Excel ne voit pas tous les dossiers.
Private Function ContinuerSansPython(Interprete As String) As Boolean
    If SurMac() Then
        ContinuerSansPython = (MsgBox(TextePythonAbsent(Interprete) & vbNewLine & vbNewLine & "Essayer quand même ?", _
            vbExclamation + vbYesNo, TITRE) = vbYes)
    Else
        MsgBox TextePythonAbsent(Interprete), vbExclamation, TITRE
    End If
End Function

Private Function TextePythonAbsent(Interprete As String) As String
    TextePythonAbsent = "L’outil suivi-cir n’a pas été trouvé sur ce poste. Vos données ne sont pas touchées." & vbNewLine & vbNewLine & _
        "Ce classeur cherche Python ici :" & vbNewLine & Interprete & vbNewLine & _
        "Il a sans doute été préparé sur un autre poste, ou Python a été déplacé depuis." & vbNewLine & vbNewLine & _
        "Que faire :" & vbNewLine & _
        "1. Enregistrez et fermez ce classeur." & vbNewLine & _
        "2. Installez suivi-cir sur ce poste, ou demandez-le au service informatique." & vbNewLine & _
        "3. Dans un terminal, tapez : suivi-cir mettre-a-jour ANCIEN NOUVEAU" & vbNewLine & _
        "(le chemin de ce classeur, puis celui du nouveau). Le nouveau classeur reprend toutes vos lignes et trouve le Python de ce poste."
End Function

Private Function TexteOutilIncomplet(Interprete As String, Absent As String) As String
    TexteOutilIncomplet = "L’outil suivi-cir n’est pas complet sur ce poste. Vos données ne sont pas touchées." & vbNewLine & vbNewLine & _
        "Python est bien ici :" & vbNewLine & Interprete & vbNewLine & _
        "mais ce fichier de l’outil manque :" & vbNewLine & Absent & vbNewLine & _
        "Il a été désinstallé ou déplacé, ou un antivirus l’a mis à l’écart." & vbNewLine & vbNewLine & _
        "Que faire : demandez au service informatique de réinstaller suivi-cir pour ce Python." & vbNewLine & vbNewLine & _
        "Essayer quand même ?"
End Function

Private Function TexteOutilAbsent(Interprete As String) As String
    TexteOutilAbsent = "Python a démarré mais l’outil suivi-cir n’a pas pu travailler. Vos données ne sont pas touchées." & vbNewLine & vbNewLine & _
        "Python utilisé :" & vbNewLine & Interprete & vbNewLine & vbNewLine & _
        "Que faire : demandez au service informatique de réinstaller suivi-cir pour ce Python, puis recommencez. " & _
        "Le message qui précède celui-ci l’aidera à trouver la cause."
End Function

Private Function TexteEchec(Detail As String) As String
    TexteEchec = "Le bouton n’a pas pu lancer Python. Vos données ne sont pas touchées." & vbNewLine & vbNewLine & _
        "Cause donnée par le tableur : " & Detail & vbNewLine & vbNewLine & _
        "Que faire : terminez la saisie de la cellule en cours (touche Entrée) et recommencez. Si le message revient, " & _
        "transmettez-le au service informatique : un réglage de sécurité du poste empêche peut-être les macros de lancer un programme."
End Function
