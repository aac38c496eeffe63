Attribute VB_Name = "XltoolsCells"
Option Explicit
Option Private Module

' What Python asks of the add-in by Application.Run: many cells in one call, which else take several each.
'
' All arguments are texts: places with blanks between, contents with form feeds. The length that was sent
' tells whether all of a text came. Each function gives NOT_DONE where it did not, and after any error, which
' must not open the debugger; Python then goes cell by cell, and says what is wrong.

Private Const NOT_DONE As Long = -1
Private Const TEXT_FORMAT As String = "@"
Private Const LIST_TYPE As String = "3"  ' xlValidateList

' Notes at cells, in place of all notes of the sheet that begin with the sign. Somebody else's note stays
' where it is; gives the number of places that have one.
Public Function PutNotes(ByVal bookName As String, ByVal sheetName As String, ByVal sign As String, _
        ByVal places As String, ByVal texts As String, ByVal length As String) As Long
    Dim sheet As Worksheet
    Dim index As Long

    PutNotes = NOT_DONE
    On Error GoTo Failed
    If CStr(Len(texts)) <> length Then Exit Function
    Set sheet = Workbooks(bookName).Worksheets(sheetName)
    For index = sheet.Comments.Count To 1 Step -1
        If Left$(sheet.Comments(index).Text, Len(sign)) = sign Then sheet.Comments(index).Delete
    Next index
    PutNotes = AddNotes(sheet, Split(places, " "), Split(texts, vbFormFeed))
Failed:
End Function

' Formulas, or whatever is typed, in cells. A cell that is made for texts takes them as such from now on.
Public Function PutFormulas(ByVal bookName As String, ByVal sheetName As String, ByVal places As String, _
        ByVal formulas As String, ByVal length As String) As Long
    Dim cells As Variant
    Dim contents As Variant
    Dim index As Long

    PutFormulas = NOT_DONE
    On Error GoTo Failed
    If CStr(Len(formulas)) <> length Then Exit Function
    cells = Split(places, " ")
    contents = Split(formulas, vbFormFeed)
    For index = 0 To UBound(cells)
        With Workbooks(bookName).Worksheets(sheetName).Range(cells(index))
            If .NumberFormat = TEXT_FORMAT Then .NumberFormat = "General"
            .Formula = contents(index)
        End With
    Next index
    PutFormulas = 0
Failed:
End Function

' What areas accept: validations in place of those they have. Each is told by eight texts with tabs between:
' type, alert, operator, two formulas, title, error, prompt; an empty one is none. A hidden sheet refuses.
Public Function PutLimits(ByVal bookName As String, ByVal sheetName As String, ByVal places As String, _
        ByVal limits As String, ByVal length As String) As Long
    Dim sheet As Worksheet
    Dim areas As Variant
    Dim contents As Variant
    Dim index As Long

    PutLimits = NOT_DONE
    On Error GoTo Failed
    If CStr(Len(limits)) <> length Then Exit Function
    areas = Split(places, " ")
    contents = Split(limits, vbFormFeed)
    Set sheet = Workbooks(bookName).Worksheets(sheetName)
    sheet.Activate
    For index = 0 To UBound(areas)
        sheet.Range(areas(index)).Select  ' relative addresses count from the active cell
        PutLimit sheet.Range(areas(index)).Validation, Split(contents(index), vbTab)
    Next index
    PutLimits = 0
Failed:
End Function

' A copy of a workbook on the disk, where Python has no order for it: on the Mac.
Public Function SaveCopy(ByVal bookName As String, ByVal path As String) As Long
    SaveCopy = NOT_DONE
    On Error GoTo Failed
    Workbooks(bookName).SaveCopyAs path
    SaveCopy = 0
Failed:
End Function

Private Sub PutLimit(ByVal limit As Object, ByVal parts As Variant)
    limit.Delete
    If Len(parts(3)) = 0 Then
        limit.Add CLng(parts(0)), CLng(parts(1))
    ElseIf Len(parts(4)) = 0 Then
        limit.Add CLng(parts(0)), CLng(parts(1)), CLng(parts(2)), parts(3)
    Else
        limit.Add CLng(parts(0)), CLng(parts(1)), CLng(parts(2)), parts(3), parts(4)
    End If
    If parts(0) = LIST_TYPE Then limit.IgnoreBlank = False  ' else, beside a blank, anything is taken
    limit.ErrorTitle = parts(5)
    limit.ErrorMessage = parts(6)
    limit.ShowError = Len(parts(6)) > 0
    limit.InputTitle = parts(5)
    limit.InputMessage = parts(7)
    limit.ShowInput = Len(parts(7)) > 0
End Sub

' Gives the number of places that have a note already.
Private Function AddNotes(ByVal sheet As Worksheet, ByVal places As Variant, ByVal texts As Variant) As Long
    Dim index As Long
    Dim cell As Range

    For index = 0 To UBound(places)
        Set cell = sheet.Range(places(index))
        If cell.Comment Is Nothing Then
            cell.AddComment texts(index)
            cell.Comment.Visible = False
            FitBox cell.Comment
        Else
            AddNotes = AddNotes + 1
        End If
    Next index
End Function

' The box of a note grows with its text, where it can.
Private Sub FitBox(ByVal note As Comment)
    On Error Resume Next
    note.Shape.TextFrame.AutoSize = True
End Sub
