package autostart

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"path/filepath"
	"strings"
)

// agents is the place of launchd's per-user agents (launchd.plist(5)). A file
// there counts from the next login on; nothing has to be told to launchd.
// SMAppService of macOS 13 would need Objective-C and a signed bundle to do the same.
type agents struct {
	dir string
	// disabled says whether the person, in the system's settings or with launchctl, has switched the agent off.
	disabled func(context.Context) bool
}

func (p agents) file() string { return filepath.Join(p.dir, ID+".plist") }

func (p agents) look(ctx context.Context) (found, error) {
	text, err := readPlain(p.file())
	if missing(err) {
		return found{}, nil
	}
	if err != nil {
		return found{where: p.file()}, failed(p.file(), err)
	}
	f := readAgent(text)
	f.where = p.file()
	f.blocked = p.disabled(ctx)
	return f, nil
}

func (p agents) write(program string) error {
	text, err := agent(program)
	if err != nil {
		return &Error{Why: BadPath, Path: program, Err: err}
	}
	return failed(p.file(), replace(p.file(), text))
}

func (p agents) remove() error { return failed(p.file(), unlink(p.file())) }

func (p agents) writable() error { return failed(p.dir, writableDir(p.dir)) }

// agent gives the text of a LaunchAgent. Without KeepAlive it stays ended when
// the person ends it; AssociatedBundleIdentifiers has System Settings list it by
// the name of the app (macOS 13).
func agent(program string) (string, error) {
	var path bytes.Buffer
	if err := xml.EscapeText(&path, []byte(program)); err != nil || strings.ContainsRune(path.String(), '\uFFFD') {
		return "", errPath // EscapeText puts U+FFFD where XML has no character
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + ID + `</string>
	<key>ProgramArguments</key>
	<array>
		<string>` + path.String() + `</string>
		<string>` + Flag + `</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>ProcessType</key>
	<string>Interactive</string>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>AssociatedBundleIdentifiers</key>
	<string>` + ID + `</string>
</dict>
</plist>
`, nil
}

// readAgent says what launchd makes of the text of an agent. One that is not
// XML starts nothing that we know of.
func readAgent(text string) (f found) {
	keys := plistKeys(text)
	if v := keys["Program"]; len(v) > 0 {
		f.program = v[0]
	} else if v := keys["ProgramArguments"]; len(v) > 0 {
		f.program = v[0]
	}
	f.byDesktop = len(keys["Disabled"]) > 0 && keys["Disabled"][0] == "true" ||
		len(keys["RunAtLoad"]) == 0 || keys["RunAtLoad"][0] != "true"
	return f
}

// plistKeys reads the outer dictionary of a property list: each key with its
// string, its strings, or the name of its element (true, false). Dictionaries
// inside are passed over.
func plistKeys(text string) map[string][]string {
	keys := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(text))
	depth, key, chars := 0, "", ""
	for {
		token, err := d.Token()
		if err != nil {
			if err != io.EOF {
				return nil
			}
			return keys
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "dict" {
				depth++
			}
			chars = ""
		case xml.CharData:
			chars += string(t)
		case xml.EndElement:
			switch name := t.Name.Local; {
			case name == "dict":
				depth--
			case depth != 1:
			case name == "key":
				key = strings.TrimSpace(chars)
			case name == "string":
				keys[key] = append(keys[key], chars)
			case name == "true" || name == "false":
				keys[key] = append(keys[key], name)
			}
			chars = ""
		}
	}
}

// disabledIn reads what "launchctl print-disabled" says of a label: a line
// "label" => disabled, or => true before macOS 11.
func disabledIn(said, label string) bool {
	for line := range strings.Lines(said) {
		name, state, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if ok && name == `"`+label+`"` {
			return state == "disabled" || state == "true"
		}
	}
	return false
}
