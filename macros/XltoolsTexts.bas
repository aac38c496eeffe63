Attribute VB_Name = "XltoolsTexts"
Option Explicit
Option Private Module

' Two sheets of the add-in hold what is no code: settings, and texts, which VBA cannot hold outside ASCII.
' Column A has the key, column B the value.

Public Const CONFIG_SHEET As String = "xltools.conf"
Private Const TEXT_SHEET As String = "xltools.text"

' The value of a key on a sheet of the add-in; the key itself where it is not there.
Public Function Entry(ByVal sheetName As String, ByVal key As String) As String
    Dim row As Long
    Dim table As Worksheet

    Set table = ThisWorkbook.Worksheets(sheetName)
    Entry = key
    row = 1
    Do While Len(table.Cells(row, 1).Value) > 0
        If table.Cells(row, 1).Value = key Then
            Entry = table.Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

' One message, and below it what happened ("": nothing to add).
Public Sub Tell(ByVal key As String, ByVal detail As String)
    Dim message As String

    message = Entry(TEXT_SHEET, key)
    If Len(detail) > 0 Then message = message & vbNewLine & vbNewLine & detail
    MsgBox message, vbInformation, Entry(TEXT_SHEET, "title")
End Sub
