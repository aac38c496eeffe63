Attribute VB_Name = "XltoolsCells"
Option Explicit
Option Private Module

' What Python asks of the add-in by Application.Run: all that a click writes, in one call.
'
' All arguments are texts: lists with form feeds between, the parts of an order with vertical tabs. The length
' that was sent tells whether all of a text came. Each function gives NOT_DONE where it did not, and after any
' error, which must not open the debugger; Python then goes cell by cell, and says what is wrong.

Private Const NOT_DONE As Long = -1
Private Const NO_PASSWORD_FITS As Long = 1001
Private Const TEXT_FORMAT As String = "@"
Private Const LIST_TYPE As String = "3"  ' xlValidateList

' Carry out orders on sheets that are unlocked for it, by one of the passwords. Screen, events and locks are
' as before in the end, also after an error. Gives the number of notes that found another in their place.
Public Function Renew(ByVal bookName As String, ByVal sheetNames As String, ByVal passwords As String, _
        ByVal orders As String, ByVal length As String) As Long
    Dim screen As Boolean
    Dim events As Boolean
    Dim locks As Collection

    Renew = NOT_DONE
    On Error GoTo Failed
    If CStr(Len(orders)) <> length Then Exit Function
    screen = Application.ScreenUpdating
    events = Application.EnableEvents
    Set locks = New Collection
    On Error Resume Next
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Renew = OnUnlocked(Workbooks(bookName), Split(sheetNames, vbFormFeed), Split(passwords, vbFormFeed), _
        Split(orders, vbFormFeed), locks)
    PutLocksOn locks
    Application.EnableEvents = events
    Application.ScreenUpdating = screen
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

' What was unlocked stays so here, and stands in locks: the sheet, its password, and its terms.
Private Function OnUnlocked(ByVal book As Workbook, ByVal names As Variant, ByVal passwords As Variant, _
        ByVal orders As Variant, ByVal locks As Collection) As Long
    Dim index As Long

    For index = 0 To UBound(names)
        If book.Worksheets(names(index)).ProtectContents Then
            TakeLockOff book.Worksheets(names(index)), passwords, locks
        End If
    Next index
    For index = 0 To UBound(orders)
        OnUnlocked = OnUnlocked + CarryOut(book, Split(orders(index), vbVerticalTab))
    Next index
    If Application.Calculation <> xlCalculationAutomatic Then Application.Calculate
End Function

' The order, the sheet, the cells, and what the order is about. Gives 1 where a note could not be put.
Private Function CarryOut(ByVal book As Workbook, ByVal order As Variant) As Long
    Dim sheet As Worksheet
    Dim cells As Range

    Set sheet = book.Worksheets(order(1))
    Set cells = sheet.Range(order(2))
    Select Case order(0)
        Case "formula"  ' or whatever is typed; a cell made for texts takes it as such from now on
            If cells.NumberFormat = TEXT_FORMAT Then cells.NumberFormat = "General"
            cells.Formula = order(3)
        Case "note"
            CarryOut = PutNote(cells, order(3), order(4))
        Case "limit"  ' of a sheet that is shown: relative addresses count from the active cell
            sheet.Activate
            cells.Select
            PutLimit cells.Validation, order
        Case "open"
            OpenUp cells
    End Select
End Function

' Cells take entries while their sheet is locked. Of a merged cell Excel takes the lock only as a whole.
Private Sub OpenUp(ByVal cells As Range)
    Dim cell As Range

    For Each cell In cells.Cells
        cell.MergeArea.Locked = False
    Next cell
End Sub

' A note in place of one that begins with the sign; without a text, none. Gives 1 where another one stays.
Private Function PutNote(ByVal cell As Range, ByVal sign As String, ByVal text As String) As Long
    If Not cell.Comment Is Nothing Then
        If Left$(cell.Comment.Text, Len(sign)) = sign Then cell.Comment.Delete
    End If
    If Len(text) = 0 Then Exit Function
    If cell.Comment Is Nothing Then
        cell.AddComment text
        cell.Comment.Visible = False
        FitBox cell.Comment
    Else
        PutNote = 1
    End If
End Function

' The box of a note grows with its text, where it can.
Private Sub FitBox(ByVal note As Comment)
    On Error Resume Next
    note.Shape.TextFrame.AutoSize = True
End Sub

' What cells accept, in place of what they accept now. From the fourth on, an order has eight parts for it:
' type, alert, operator, two formulas, title, error, prompt; an empty one is none.
Private Sub PutLimit(ByVal limit As Object, ByVal order As Variant)
    limit.Delete
    If Len(order(6)) = 0 Then
        limit.Add CLng(order(3)), CLng(order(4))
    ElseIf Len(order(7)) = 0 Then
        limit.Add CLng(order(3)), CLng(order(4)), CLng(order(5)), order(6)
    Else
        limit.Add CLng(order(3)), CLng(order(4)), CLng(order(5)), order(6), order(7)
    End If
    If order(3) = LIST_TYPE Then limit.IgnoreBlank = False  ' else, beside a blank, anything is taken
    limit.ErrorTitle = order(8)
    limit.ErrorMessage = order(9)
    limit.ShowError = Len(order(9)) > 0
    limit.InputTitle = order(8)
    limit.InputMessage = order(10)
    limit.ShowInput = Len(order(10)) > 0
End Sub

' By the first password that fits; a wrong one is an error to Excel.
Private Sub TakeLockOff(ByVal sheet As Worksheet, ByVal passwords As Variant, ByVal locks As Collection)
    Dim terms As Variant
    Dim index As Long

    terms = TermsOf(sheet)
    For index = 0 To UBound(passwords)
        On Error Resume Next
        sheet.Unprotect passwords(index)
        On Error GoTo 0
        If Not sheet.ProtectContents Then
            locks.Add Array(sheet, passwords(index), terms)
            Exit Sub
        End If
    Next index
    Err.Raise NO_PASSWORD_FITS
End Sub

' What the lock of a sheet forbids and allows.
Private Function TermsOf(ByVal sheet As Worksheet) As Variant
    With sheet.Protection
        TermsOf = Array(sheet.ProtectDrawingObjects, sheet.ProtectScenarios, sheet.ProtectionMode, _
            .AllowFormattingCells, .AllowFormattingColumns, .AllowFormattingRows, .AllowInsertingColumns, _
            .AllowInsertingRows, .AllowInsertingHyperlinks, .AllowDeletingColumns, .AllowDeletingRows, _
            .AllowSorting, .AllowFiltering, .AllowUsingPivotTables)
    End With
End Function

Private Sub PutLocksOn(ByVal locks As Collection)
    Dim one As Variant
    Dim terms As Variant

    For Each one In locks
        terms = one(2)
        one(0).Protect one(1), terms(0), True, terms(1), terms(2), terms(3), terms(4), terms(5), terms(6), _
            terms(7), terms(8), terms(9), terms(10), terms(11), terms(12), terms(13)
    Next one
End Sub
