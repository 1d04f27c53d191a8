package autostart

import "strings"

// maxCommand is the longest command that Windows starts from the Run key, in characters (Run and RunOnce Registry Keys).
const maxCommand = 260

// runCommand gives the command line of a value of the Run key.
func runCommand(program string) (string, error) {
	command := `"` + program + `" ` + Flag
	if strings.Contains(program, `"`) || len([]rune(command)) > maxCommand {
		return "", errPath
	}
	return command, nil
}

// runProgram gives the program of a command line. Without quotes it ends where its arguments begin.
func runProgram(command string) string {
	command = strings.TrimLeft(command, " \t")
	if quoted, ok := strings.CutPrefix(command, `"`); ok {
		program, _, _ := strings.Cut(quoted, `"`)
		return program
	}
	// Windows itself tries each space in turn; the end of ".exe" is where it succeeds.
	// Byte by byte: a small letter may be longer than its capital.
	const end = ".exe "
	for at := range len(command+" ") - len(end) + 1 {
		if strings.EqualFold((command + " ")[at:at+len(end)], end) {
			return command[:at+len(".exe")]
		}
	}
	program, _, _ := strings.Cut(command, " ")
	return program
}

// disapproved reads a value of Explorer\StartupApproved, which Task Manager and
// the Settings app write: twelve bytes, of which the lowest bit of the first one
// says no. No value says yes. The layout is not documented; it is that of Windows 8 to 11.
func disapproved(value []byte) bool { return len(value) > 0 && value[0]&1 == 1 }
