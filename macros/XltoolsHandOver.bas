Attribute VB_Name = "XltoolsHandOver"
Option Explicit

' From a click to Python, by RunPython of the module xlwings, and what is done where that is not possible.

Private Const RECALCULATE As String = "recalculate"
Private Const ENDED_BADLY As Long = -1

Public Sub HandOver(ByVal functionName As String)
    Dim obstacle As String

    On Error GoTo Failed
    obstacle = ObstacleIn(ActiveWorkbook)
    If Len(obstacle) > 0 Then
        Tell obstacle, ""
    ElseIf Not PythonIsThere() Then
        DoWithout functionName, "python_missing"
    ElseIf xlwings.RunPython(PythonCommand(functionName)) = ENDED_BADLY Then
        DoWithout functionName, "python_failed"
    End If
    Exit Sub

Failed:
    Tell "vba_failed", Err.Number & ": " & Err.Description
End Sub

' The key of what must be said instead of starting Python; empty: nothing stands in the way.
Private Function ObstacleIn(ByVal book As Workbook) As String
    If Application.Name <> "Microsoft Excel" Then
        ObstacleIn = "not_excel"  ' in WPS, xlwings would overlook the settings of the add-in
    ElseIf book Is Nothing Then
        ObstacleIn = "no_workbook"
    ElseIf BringsSettings(book) Then
        ObstacleIn = "foreign_settings"
    ElseIf InStr(book.Name, "=") > 0 Then
        ObstacleIn = "name_with_equals"  ' xlwings cuts the name there
    End If
End Function

' A workbook can tell xlwings by a sheet of its own which program to start. One that came by mail must not.
Private Function BringsSettings(ByVal book As Workbook) As Boolean
    Dim sheet As Object

    For Each sheet In book.Sheets
        If LCase$(sheet.Name) = CONFIG_SHEET Or LCase$(Right$(sheet.Name, 3)) = ".py" Then
            BringsSettings = True
        End If
    Next sheet
End Function

' On the Mac, looking at a file would make Excel ask for leave to; there the script of xlwings finds out.
Private Function PythonIsThere() As Boolean
    #If Mac Then
        PythonIsThere = True
    #Else
        PythonIsThere = xlwings.FileExists(xlwings.GetConfig("INTERPRETER_WIN", ""))
    #End If
End Function

' The versions travel with the call, so that Python can say when add-in and package are apart.
Private Function PythonCommand(ByVal functionName As String) As String
    PythonCommand = "import xltools.ribbon; xltools.ribbon.addin_versions = '" _
        & Entry(CONFIG_SHEET, "XLTOOLS_VERSION") & " " & Entry(CONFIG_SHEET, "XLWINGS_VERSION") _
        & "'; xltools.ribbon." & functionName & "()"
End Function

' Excel itself can recalculate the formulas of a form; everything else needs Python.
Private Sub DoWithout(ByVal functionName As String, ByVal reason As String)
    If functionName = RECALCULATE Then
        Application.CalculateFull
        Tell reason & "_recalculated", ""
    Else
        Tell reason, ""
    End If
End Sub
