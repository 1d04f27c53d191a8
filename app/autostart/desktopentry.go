package autostart

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var errPath = errors.New("a path that cannot be written in the entry")

// desktopEntry gives the text of an autostart entry (Desktop Entry Specification
// 1.5). TryExec makes sessions pass over it in silence once the program was
// removed, which no package can do in the homes of people.
func desktopEntry(program string) (string, error) {
	command, err := execQuoted(program)
	if err != nil {
		return "", err
	}
	return "[Desktop Entry]\n" +
		"Type=Application\n" +
		"Name=Keyport\n" +
		"Exec=" + escaped(command+" "+Flag) + "\n" +
		"TryExec=" + escaped(program) + "\n" +
		"Icon=" + ID + "\n" +
		"Terminal=false\n" +
		"StartupNotify=false\n", nil
}

// hiddenEntry is how a person's own folder takes back an entry of the computer's.
const hiddenEntry = "[Desktop Entry]\nType=Application\nName=Keyport\nHidden=true\n"

// unstartable are characters that no path in an entry may have: the
// specification forbids an equals sign, which env(1) would take for a variable,
// and a per cent sign or a backslash, however it is written, is understood by
// neither GLib nor systemd nor dex when they look whether the program is there.
const unstartable = `=%\`

// execQuoted writes a path as the first word of an Exec line: quoted where it
// holds what the specification reserves.
func execQuoted(path string) (string, error) {
	if !utf8.ValidString(path) || strings.ContainsAny(path, unstartable) || strings.ContainsFunc(path, unicode.IsControl) {
		return "", errPath
	}
	if !strings.ContainsAny(path, " \"'><~|&;$*?#()`") {
		return path, nil
	}
	return `"` + strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`).Replace(path) + `"`, nil
}

// execProgram gives the program of an Exec line, "" where there is none.
func execProgram(command string) string {
	command = strings.TrimLeft(command, " \t")
	var word strings.Builder
	quote := rune(0) // the quote that is open; single ones are none of the specification's, and GLib takes them
	literal := false // behind a backslash
	for _, r := range command {
		switch {
		case literal:
			word.WriteRune(r)
			literal = false
		case r == '\\' && quote != '\'':
			literal = true
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == ' ' || r == '\t'):
			return word.String()
		default:
			word.WriteRune(r)
		}
	}
	return word.String()
}

// escaped writes a value of type string.
func escaped(value string) string { return strings.ReplaceAll(value, `\`, `\\`) }

// unescaped reads one.
func unescaped(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\s`, " ", `\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(value)
}

// entryKeys reads the keys of the group [Desktop Entry], as they are written.
func entryKeys(text string) map[string]string {
	keys := map[string]string{}
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inside = line == "[Desktop Entry]"
			continue
		}
		if name, value, ok := strings.Cut(line, "="); ok && inside && !strings.HasPrefix(line, "#") {
			keys[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return keys
}

// readEntry says what a session makes of an autostart entry. desktops is
// XDG_CURRENT_DESKTOP.
func readEntry(text, desktops string) found {
	keys := entryKeys(text)
	f := found{program: execProgram(unescaped(keys["Exec"]))}
	// A TryExec that is not there keeps the entry from being started at all.
	if try := unescaped(keys["TryExec"]); try != "" {
		if _, err := resolve(try); err != nil {
			f.program = try
		}
	}
	here := strings.Split(desktops, ":")
	listed := func(key string) bool {
		return slices.ContainsFunc(strings.Split(keys[key], ";"), func(name string) bool { return name != "" && slices.Contains(here, name) })
	}
	no := func(key string) bool { return keys[key] == "false" || keys[key] == "0" }
	// Of GNOME and Cinnamon, and of MATE; Xfce, KDE and LXQt write Hidden.
	f.byDesktop = keys["Hidden"] == "true" || keys["Hidden"] == "1" ||
		no("X-GNOME-Autostart-enabled") || no("X-MATE-Autostart-enabled") ||
		keys["OnlyShowIn"] != "" && !listed("OnlyShowIn") || listed("NotShowIn")
	return f
}
