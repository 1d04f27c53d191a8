# Turns what `keyport help` prints into the sections COMMANDS and OPTIONS of the
# manual page, so that it never says anything else.
function plain(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); return s }
/^flags of/ { flags = 1; print ".SH OPTIONS\nThose of\n.B keyport\nand\n.BR \"keyport serve\" ;\nwhich ones a command takes is said by\n.BI keyport\\  COMMAND\\ \\-\\-help\\fR.\\fP"; next }
/^  -/ && flags { sub(/^  -/, "--"); name = $1; sub(/^[^ ]+ ?/, ""); print ".TP\n\\fB" plain(name) "\\fP" ($0 == "" ? "" : " \\fI" plain($0) "\\fP"); next }
/^ +\t/ && flags { sub(/^ +\t/, ""); print plain($0); next }
/^  [a-z]/ && !flags {
  split($0, part, /  +/) # two columns, and two spaces before and between them
  n = index(part[2], " ")
  name = n ? substr(part[2], 1, n - 1) : part[2]
  if (!commands++) print ".SH COMMANDS"
  print ".TP\n\\fB" plain(name) "\\fP" (n ? plain(substr(part[2], n)) : "")
  print plain(part[3])
}
