Attribute VB_Name = "LibreOffice"
Option Explicit
' Ce que LibreOffice n'a pas : RunPython et GetConfig, sous les noms du module xlwings, qui ne s'y compile pas ; et l'impression des
' seules lignes remplies, à la fin.
'
' RunPython ouvre un tube dans LibreOffice, lance Python et attend son compte rendu, fenêtre gelée mais redessinée :
'
'     PYTHON -P -c GARDE TUBE DOCUMENT FONCTION COMPTE_RENDU [PYTHONPATH]
'
' PYTHON        réglage INTERPRETER_WIN de la feuille masquée xlwings.conf
' GARDE         quelques lignes de Python (fonction Garde) qui appellent xl_addin.libreoffice.main([TUBE, DOCUMENT, FONCTION])
' TUBE          nom du tube : uno:pipe,name=TUBE;urp;StarOffice.ComponentContext, ouvert au premier appel et gardé tant que le classeur
'               est ouvert. Le fermer pendant que LibreOffice reprend ce que Python tenait le figerait : chacun attendrait l'autre
' DOCUMENT      RuntimeUID du classeur dont le bouton a été cliqué (parmi les documents ouverts)
' FONCTION      nom complet, par exemple xl_addin.boutons.verifier_entretiens
' COMPTE_RENDU  chemin d'un fichier vide ; la garde y écrit « . » en démarrant, à la fin « OK » ou l'erreur survenue, en UTF-8
' PYTHONPATH    réglage PYTHONPATH s'il n'est pas vide : dossiers séparés par « ; », ajoutés à la fin de sys.path

Private Const TITRE As String = "Suivi CIR"
Private Const PAUSE_MS As Long = 40
Private Const DEMARRAGE_S As Long = 20
Private Const PATIENCE_S As Long = 120
Private Const REMPLIES As Long = 7 ' com.sun.star.sheet.CellFlags : nombres, dates et textes tapés
Private EnCours As Boolean
Private Porte As Object, Tube As String

' Le réglage Cle de la feuille xlwings.conf, ou Defaut. Les clés vont de A1 à la première cellule vide.
Public Function GetConfig(Cle As String, Optional Defaut As String) As String
    Dim Feuille As Object, Ligne As Long
    GetConfig = Defaut
    If Not ThisComponent.Sheets.hasByName("xlwings.conf") Then Exit Function
    Feuille = ThisComponent.Sheets.getByName("xlwings.conf")
    Do While Feuille.getCellByPosition(0, Ligne).String <> ""
        If UCase(Feuille.getCellByPosition(0, Ligne).String) = UCase(Cle) Then
            GetConfig = Feuille.getCellByPosition(1, Ligne).String
            Exit Function
        End If
        Ligne = Ligne + 1
    Loop
End Function

' Exécute la fonction Python nommée par Commande (« import module; module.fonction() ») sur ce classeur, et attend la fin.
' Rend 0 : tout échec est dit ici. La fonction dit elle-même ses refus.
Public Function RunPython(Commande As String) As Integer
    Dim CompteRendu As Object, Reponse As String
    If EnCours Then
        MsgBox "Un traitement est déjà en cours sur ce classeur. Attendez qu’il se termine.", vbExclamation, TITRE
        Exit Function
    End If
    On Error GoTo Echec
    EnCours = True
    FinirLaSaisie
    GelerFenetre True
    UnSeulGeste True
    If Tube = "" Then OuvrirTube
    Set CompteRendu = CreateUnoService("com.sun.star.io.TempFile")
    Shell Guillemets(GetConfig("INTERPRETER_WIN")), 0, "-P -c " & Guillemets(Garde()) & " " & Tube & " " & ThisComponent.RuntimeUID & " " & _
        NomDeFonction(Commande) & " " & Guillemets(ConvertFromURL(CompteRendu.Uri)) & " " & Guillemets(GetConfig("PYTHONPATH")), False
    Reponse = Attendre(CompteRendu.Uri)
    Wait PAUSE_MS ' LibreOffice reprend ce que Python tenait, avant que le classeur, et son tube avec lui, puisse se fermer
    UnSeulGeste False
    GelerFenetre False
    EnCours = False
    If Reponse <> "OK" Then MsgBox TexteArret(Reponse), vbCritical, TITRE
    Exit Function
Echec:
    Reponse = Err.Description
    Wait PAUSE_MS
    UnSeulGeste False
    GelerFenetre False
    EnCours = False
    MsgBox TexteArret(Reponse), vbCritical, TITRE
End Function

Private Sub OuvrirTube()
    Dim Nom As String
    Randomize
    Nom = "suivicir" & Hex(Int(Rnd * 2147483647)) & Hex(Int(Rnd * 2147483647))
    Set Porte = CreateUnoService("com.sun.star.office.Acceptor")
    Porte.initialize Array("pipe,name=" & Nom & ";urp;StarOffice.ComponentContext", True)
    Tube = Nom
End Sub

' Valide ce qui est en cours de frappe dans une cellule, comme la touche Entrée : sans cela, Python lirait la cellule d’avant. Aucune autre
' commande sans effet n’y suffit. Si la valeur est refusée, LibreOffice le dit lui-même. Sans fenêtre, ne fait rien.
Private Sub FinirLaSaisie()
    On Error Resume Next
    CreateUnoService("com.sun.star.frame.DispatchHelper").executeDispatch ThisComponent.CurrentController.Frame, ".uno:Deselect", "", 0, Array()
End Sub

' Ctrl+Z annule d'un coup tout ce que Python a écrit ; une fois de plus, la dernière saisie. Sans cela, cent gestes d'écriture la feraient oublier.
Private Sub UnSeulGeste(Debut As Boolean)
    On Error GoTo Fin
    If Debut Then ThisComponent.UndoManager.enterUndoContext TITRE
    Do While Not Debut ' jusqu'à ce qu'il n'en reste pas : Python a pu s'arrêter sans fermer le sien
        ThisComponent.UndoManager.leaveUndoContext
    Loop
Fin:
End Sub

' Attend la fin du compte rendu Uri et en rend le texte. Quand Python tarde, demande s’il faut attendre encore.
Private Function Attendre(Uri As String) As String
    Dim Attendu As Long
    Do While FileLen(Uri) < 2
        Wait PAUSE_MS
        Attendu = Attendu + PAUSE_MS
        If Attendu > Patience(Uri) * 1000 Then
            If MsgBox(TexteRetard(Uri), vbQuestion + vbYesNo, TITRE) <> vbYes Then
                Attendre = "attente abandonnée à votre demande ; Python travaille peut-être encore."
                Exit Function
            End If
            Attendu = 0
        End If
    Loop
    Attendre = Lire(Uri)
End Function

Private Function Patience(Uri As String) As Long
    Patience = PATIENCE_S
    If FileLen(Uri) = 0 Then Patience = DEMARRAGE_S
End Function

Private Function TexteRetard(Uri As String) As String
    TexteRetard = "Python travaille depuis plus de " & PATIENCE_S & " secondes. Attendre encore ?"
    If FileLen(Uri) = 0 Then TexteRetard = "Python n’a pas démarré au bout de " & DEMARRAGE_S & " secondes. Attendre encore ?"
End Function

Private Function Lire(Uri As String) As String
    Dim Acces As Object, Flux As Object
    Set Acces = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
    Set Flux = CreateUnoService("com.sun.star.io.TextInputStream")
    Flux.setInputStream Acces.openFileRead(Uri)
    Flux.setEncoding "UTF-8"
    Lire = Flux.readString(Array(), False)
    Flux.closeInput
End Function

' Empêche de taper dans ce classeur pendant que Python y écrit ; ensuite, rend le clavier à la feuille. Sans fenêtre, ne fait rien.
Private Sub GelerFenetre(Gel As Boolean)
    On Error Resume Next
    ThisComponent.CurrentController.Frame.ContainerWindow.setEnable Not Gel
    If Not Gel Then ThisComponent.CurrentController.Frame.ComponentWindow.setFocus
End Sub

' Le programme de garde : sans guillemets doubles, que Shell ne saurait pas transmettre.
Private Function Garde() As String
    Garde = Join(Array("import sys", "a = sys.argv", "def dire(t):", "    with open(a[4], 'w', encoding='utf-8') as f: f.write(t)", _
        "dire('.')", "t = 'OK'", "try:", "    sys.path += [p for p in ';'.join(a[5:]).split(';') if p]", _
        "    import xl_addin.libreoffice as hote", "    hote.main(a[1:4])", _
        "except BaseException as e:", "    t = type(e).__name__ + ' : ' + str(e)", "dire(t)"), Chr(10))
End Function

' « import m; m.f() » donne m.f
Private Function NomDeFonction(Commande As String) As String
    NomDeFonction = Trim(Mid(Commande, InStr(Commande, ";") + 1))
    NomDeFonction = Left(NomDeFonction, Len(NomDeFonction) - 2)
End Function

Private Function Guillemets(Texte As String) As String
    Guillemets = Chr(34) & Texte & Chr(34)
End Function

Private Function TexteArret(Cause As String) As String
    TexteArret = "L’outil suivi-cir n’a pas pu terminer son travail. Ce classeur n’a pas été enregistré." & vbNewLine & vbNewLine & _
        "Cause : " & Cause & vbNewLine & vbNewLine & "Python utilisé : " & GetConfig("INTERPRETER_WIN") & vbNewLine & vbNewLine & _
        "Que faire : recommencez. Si le message revient, demandez au service informatique de réinstaller suivi-cir " & _
        "et le paquet python3-uno pour ce Python."
End Function

' Avant d'imprimer, de montrer l'aperçu ou d'écrire un PDF, et une fois le classeur enregistré (événements du document, reliés par
' macros/opendocument.py) : les feuilles à remplir s'arrêtent à leur dernière ligne remplie. À Excel, un nom calculé le dit ; LibreOffice l'ignore.
Public Sub LimiterImpression(Optional Evenement As Variant)
    ReglerImpression True
End Sub

' Avant d'enregistrer : le fichier imprime tout. Rouvert sans macros, il donne des lignes vides en trop, jamais une ligne remplie en moins.
Public Sub LibererImpression(Optional Evenement As Variant)
    ReglerImpression False
End Sub

' Ne laisse ni geste de plus à annuler, ni classeur « modifié » ; un échec n'empêche pas d'imprimer.
Private Sub ReglerImpression(RempliesSeulement As Boolean)
    Dim Nom As Variant, Gestes As Object, Aucun As Boolean, Modifie As Boolean
    Modifie = ThisComponent.isModified()
    Gestes = ThisComponent.UndoManager
    Aucun = Not Gestes.isUndoPossible()
    If Not Aucun Then Gestes.enterHiddenUndoContext
    On Error GoTo Fin
    For Each Nom In Array("Séances", "Entretiens", "Décisions")
        If ThisComponent.Sheets.hasByName(Nom) Then LimiterFeuille ThisComponent.Sheets.getByName(Nom), RempliesSeulement
    Next
Fin:
    If Aucun Then Gestes.clear Else Gestes.leaveUndoContext
    If Not Modifie Then ThisComponent.setModified False
End Sub

' De A1 à la dernière colonne qui a un titre et à la dernière ligne remplie, formules non comprises ; ou à la dernière ligne prête.
Private Sub LimiterFeuille(Feuille As Object, RempliesSeulement As Boolean)
    Dim Curseur As Object, Zone As Object, Bas As Long, Droite As Long
    Curseur = Feuille.createCursor()
    Curseur.gotoEndOfUsedArea True
    For Each Zone In Curseur.queryContentCells(REMPLIES).RangeAddresses
        If Zone.EndRow > Bas Then Bas = Zone.EndRow
        If Zone.EndColumn > Droite Then Droite = Zone.EndColumn
    Next
    If Not RempliesSeulement Then Bas = Curseur.RangeAddress.EndRow
    Feuille.setPrintAreas Array(Feuille.getCellRangeByPosition(0, 0, Droite, Bas).RangeAddress)
End Sub
