Attribute VB_Name = "XltoolsRibbon"
Option Explicit

' The buttons of the ribbon tab. Each hands over to the function of xltools.ribbon that bears its name;
' what can stand in the way, and what is then said, is in XltoolsHandOver.
'
' "As Object" where Office says IRibbonControl: so the project needs no reference to a library of Office,
' and none can be missing.

Public Sub OnRecalculate(ByVal control As Object)
    HandOver "recalculate"
End Sub

Public Sub OnCheck(ByVal control As Object)
    HandOver "check"
End Sub

Public Sub OnPreviousProblem(ByVal control As Object)
    HandOver "previous_problem"
End Sub

Public Sub OnNextProblem(ByVal control As Object)
    HandOver "next_problem"
End Sub

Public Sub OnClearMarks(ByVal control As Object)
    HandOver "clear_marks"
End Sub

Public Sub OnSuggest(ByVal control As Object)
    HandOver "suggest"
End Sub

Public Sub OnHeal(ByVal control As Object)
    HandOver "heal"
End Sub

Public Sub OnNewForm(ByVal control As Object)
    HandOver "new_form"
End Sub

Public Sub OnIssueRoster(ByVal control As Object)
    HandOver "issue_roster"
End Sub

Public Sub OnCollectFolder(ByVal control As Object)
    HandOver "collect_folder"
End Sub

Public Sub OnExportPdf(ByVal control As Object)
    HandOver "export_pdf"
End Sub

Public Sub OnSelfTest(ByVal control As Object)
    HandOver "self_test"
End Sub

Public Sub OnAbout(ByVal control As Object)
    HandOver "about"
End Sub
