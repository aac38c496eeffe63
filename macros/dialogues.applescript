-- The dialogues of macOS, for xltools on the Mac: Excel for Mac shows none of its own to other programs.
-- osascript dialogues.applescript KIND QUESTION MORE
--   text    MORE is the title of the box
--   open    MORE are the endings of the files that may be chosen, with commas between
--   save    MORE is the name that is proposed
--   folder  MORE is not looked at
-- Prints "=" and what was typed or chosen (a POSIX path); nothing where the person cancelled.

on run {kindOfDialogue, question, more}
	try
		activate -- else the dialogue may stand behind Excel
	end try
	try
		if kindOfDialogue is "text" then
			return "=" & text returned of (display dialog question default answer "" with title more)
		else if kindOfDialogue is "open" then
			set AppleScript's text item delimiters to ","
			return "=" & POSIX path of (choose file with prompt question of type (text items of more))
		else if kindOfDialogue is "save" then
			return "=" & POSIX path of (choose file name with prompt question default name more)
		end if
		return "=" & POSIX path of (choose folder with prompt question)
	on error number -128
		return ""
	end try
end run
