package autostart

import (
	"strings"
	"testing"
)

func TestCommandsOfTheRunKey(t *testing.T) {
	for command, want := range map[string]string{
		`"C:\Users\Jörg M\AppData\Local\Programs\Keyport\keyport.exe" --login`: `C:\Users\Jörg M\AppData\Local\Programs\Keyport\keyport.exe`,
		`C:\Keyport\keyport.exe`:             `C:\Keyport\keyport.exe`,
		`C:\Keyport\keyport.exe --login`:     `C:\Keyport\keyport.exe`,
		`C:\My Keyport\KEYPORT.EXE --login`:  `C:\My Keyport\KEYPORT.EXE`,
		`C:\Keyport\keyport --login`:         `C:\Keyport\keyport`,
		` "C:\x`:                             `C:\x`,
		``:                                   ``,
		`C:\a.exe.d\keyport.exe --login.exe`: `C:\a.exe.d\keyport.exe`,
		// Letters whose small ones are longer or shorter in UTF-8.
		"C:\\\u023a\u023a\u023a\u023a\u023a\\keyport.EXE": "C:\\\u023a\u023a\u023a\u023a\u023a\\keyport.EXE",
		"C:\\\u212a\u212a\u212a My\\keyport.exe --login":  "C:\\\u212a\u212a\u212a My\\keyport.exe",
	} {
		if got := runProgram(command); got != want {
			t.Errorf("%s is read as %s", command, got)
		}
	}
	for path, ok := range map[string]bool{
		`C:\Keyport\keyport.exe`:                              true,
		`C:\a"b\keyport.exe`:                                  false,
		`C:\` + strings.Repeat("ä", 260-len(`C:\"" --login`)): true,
		`C:\` + strings.Repeat("ä", 261-len(`C:\"" --login`)): false, // Windows would cut it
	} {
		command, err := runCommand(path)
		if (err == nil) != ok || ok && runProgram(command) != path {
			t.Errorf("%s is written as %s, %v", path, command, err)
		}
	}
}

func TestWhatTaskManagerSays(t *testing.T) {
	for value, want := range map[string]bool{
		"":     false,
		"\x02": false, "\x06": false, "\x00": false,
		"\x03": true, "\x07": true, "\x01": true,
		"\x03\x00\x00\x00\x1c\x5f\x9c\x5a\x2b\x11\xda\x01": true,
	} {
		if got := disapproved([]byte(value)); got != want {
			t.Errorf("%x: %v", value, got)
		}
	}
}

func FuzzRunKey(f *testing.F) {
	f.Add(`"C:\a b\keyport.exe" --login`, []byte{3})
	f.Fuzz(func(t *testing.T, text string, value []byte) {
		runProgram(text)
		disapproved(value)
		if command, err := runCommand(text); err == nil && runProgram(command) != text {
			t.Errorf("%q comes back otherwise from %s", text, command)
		}
	})
}
