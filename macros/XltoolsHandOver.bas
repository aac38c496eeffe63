Attribute VB_Name = "XltoolsHandOver"
Option Explicit
Option Private Module

' From a click to Python, by RunPython of the module xlwings, and what is done where that is not possible.

Private Const RECALCULATE As String = "recalculate"
Private Const ENDED_BADLY As Long = -1
Private Const NEED_NO_FORM As String = " new_form issue_roster collect_folder self_test about "
Private Const MARKS_OF_SHELL As String = "$`|\"""

Public Sub HandOver(ByVal functionName As String)
    Dim obstacle As String

    On Error GoTo Failed
    obstacle = ObstacleTo(functionName)
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
Private Function ObstacleTo(ByVal functionName As String) As String
    If Application.Name <> "Microsoft Excel" Then
        ObstacleTo = "not_excel"  ' in WPS, xlwings would overlook the settings of the add-in
    Else
        If ActiveWorkbook Is Nothing And NeedsNoForm(functionName) Then Workbooks.Add
        ObstacleTo = ObstacleIn(ActiveWorkbook)
    End If
End Function

' xlwings starts Python for a workbook in front, also where the function looks at none: an empty one will do.
Private Function NeedsNoForm(ByVal functionName As String) As Boolean
    NeedsNoForm = InStr(NEED_NO_FORM, " " & functionName & " ") > 0
End Function

' What xlwings, or we, cannot do with a workbook. Nothing: none is open, or it is in Protected View.
Private Function ObstacleIn(ByVal book As Workbook) As String
    If book Is Nothing Then
        ObstacleIn = "no_workbook"
    ElseIf BringsSettings(book) Then
        ObstacleIn = "foreign_settings"
    ElseIf TypeName(book.ActiveSheet) <> "Worksheet" Then
        ObstacleIn = "chart_in_front"  ' xlwings reads its settings by Range, which fails there
    ElseIf NameIsUnfit(book) Then
        ObstacleIn = "name_unfit"
    End If
End Function

' xlwings cuts the name at "="; on the Mac the others would mean something to the shell that starts Python.
Private Function NameIsUnfit(ByVal book As Workbook) As Boolean
    Dim place As Long

    NameIsUnfit = InStr(book.Name, "=") > 0
    #If Mac Then
        For place = 1 To Len(MARKS_OF_SHELL)
            If InStr(book.FullName, Mid$(MARKS_OF_SHELL, place, 1)) > 0 Then NameIsUnfit = True
        Next place
    #End If
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
