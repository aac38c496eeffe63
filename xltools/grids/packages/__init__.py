"""What a file is, and what is packed in it: zip, 7z, OLE, passwords; all within limits."""
