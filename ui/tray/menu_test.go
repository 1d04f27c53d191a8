package tray

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"keyport/app/control"
	"keyport/assets"
)

var update = flag.Bool("update", false, "write the golden files anew")

var afternoon = time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)

func clients(names ...string) (list []control.Client) {
	for _, name := range names {
		list = append(list, control.Client{Name: name})
	}
	return list
}

// states are the states of the golden files.
func states() map[string]control.Status {
	until := afternoon.Add(30 * time.Minute)
	paused := ready()
	paused.State, paused.Paused, paused.PausedUntil, paused.Sentence = control.StatePaused, true, &until, "Paused until 15:30"
	working := ready()
	working.Running, working.Sentence = 2, "Ready – 2 requests running"
	stuck := blocked("keychain_refused", "Your keychain does not let Keyport in")
	port := blocked("port_taken", "Port 11434 is taken by Ollama 0.21.0")
	port.Problems[0].FreePort = 11435
	alone := port
	alone.Clients = nil
	quitting := working
	quitting.State, quitting.Quitting, quitting.Sentence = control.StatePaused, true, "Quitting when 2 requests have ended"
	last := quitting
	last.Running, last.Sentence = 1, "Quitting when 1 request has ended"
	one := working
	one.Running, one.Sentence = 1, "Ready – 1 request running"
	restore := blocked("settings_broken", "The settings file was damaged")
	restore.Problems[0].Restore = true
	lonely := ready()
	lonely.Clients = nil
	open := ready()
	open.State, open.Sentence = control.StateOpen, "Open to every program on this computer"
	trouble := attention("OpenAI answers with errors")
	trouble.Problems[0].Code = "upstream_trouble"
	many := ready()
	many.Clients = clients("VS Code", "Zed", "Continue", "Cline", "Aider", "Cursor", "Open WebUI", "JetBrains", "Obsidian", "Raycast")
	unseen := ready()
	unseen.Problems = []control.Problem{{Code: control.CodeNoWindow, Short: "The window cannot be shown", Action: control.ActionOpenWindow, Second: control.ActionDismiss}}
	news := ready()
	news.Problems = []control.Problem{{Code: control.CodeUpdate, Short: "Version 1.4.0 is available", Action: control.ActionRelease, Second: control.ActionDismiss}}
	news.Updates = &control.Updates{Notify: true, Newer: &control.Release{Version: "1.4.0"}}
	hostile := ready()
	hostile.Sentence = "Key\r\nOK\u202e evil\x00 " + strings.Repeat("very ", 30)
	hostile.Clients = clients("R&D_tool", "\u2066\u200b\x07", strings.Repeat("é", 80), "line\nbreak", "bad\xffbytes")
	return map[string]control.Status{
		"starting":  {State: control.StateStarting, Sentence: "Starting…"},
		"setup":     {State: control.StateSetup, Sentence: "Add your API key to begin", Address: "http://127.0.0.1:11434"},
		"ready":     ready(),
		"working":   working,
		"paused":    paused,
		"attention": trouble,
		"blocked":   stuck,
		"port":      port,
		"port-free": alone,
		"taken":     blocked("port_taken", "Port 11434 is taken"),
		"locked":    blocked("keychain_locked", "Your keychain is locked"),
		"restore":   restore,
		"rejected":  attention("api.openai.com refused your key"),
		"quitting":  quitting,
		"quit-last": last,
		"one":       one,
		"no-apps":   lonely,
		"open":      open,
		"many":      many,
		"hostile":   hostile,
		"no-window": unseen,
		"update":    news,
		"unknown":   {State: "of a later version"},
	}
}

// describe writes the look as text: what a click does stands behind the label.
func describe(s control.Status) string {
	var b strings.Builder
	fmt.Fprintf(&b, "icon     %s\ntooltip  %s\n", Icon(s), Tooltip(s, afternoon))
	var write func(indent string, items []Item)
	write = func(indent string, items []Item) {
		for _, item := range items {
			switch {
			case item.Separator:
				fmt.Fprintf(&b, "%s----\n", indent)
			case item.Fix.action != "" && item.Fix.page() == "":
				fmt.Fprintf(&b, "%s%s  [%s, at once]\n", indent, item.Label, item.ID)
			case item.Fix.action != "":
				fmt.Fprintf(&b, "%s%s  [%s, page %s]\n", indent, item.Label, item.ID, item.Fix.page())
			case item.Page != "":
				fmt.Fprintf(&b, "%s%s  [%s, page %s]\n", indent, item.Label, item.ID, item.Page)
			case item.Client != "":
				fmt.Fprintf(&b, "%s%s  [%s, client %q]\n", indent, item.Label, item.ID, item.Client)
			default:
				fmt.Fprintf(&b, "%s%s  [%s]\n", indent, item.Label, item.ID)
			}
			write(indent+"  > ", item.Sub)
		}
	}
	write("", Menu(s, afternoon))
	return b.String()
}

func TestMenuOfEachState(t *testing.T) {
	for name, s := range states() {
		t.Run(name, func(t *testing.T) {
			golden(t, "menu-"+name+".golden", describe(s))
			inGerman(t)
			golden(t, "menu-"+name+".de.golden", describe(translated(s)))
		})
	}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: the menu is\n%s\nwant\n%s", name, got, want)
	}
}

func inGerman(t *testing.T) {
	t.Helper()
	assets.SetLanguage("de")
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
}

// translated gives the state as a Keyport says it that runs in German.
func translated(s control.Status) control.Status {
	german, ok := map[string]string{
		"Paused until 15:30": "Angehalten bis 15:30", "OpenAI answers with errors": "OpenAI antwortet mit Fehlern",
		"Your keychain does not let Keyport in": "Ihr Schlüsselbund lässt Keyport nicht hinein",
		"Your keychain is locked":               "Ihr Schlüsselbund ist gesperrt", "Port 11434 is taken": "Port 11434 ist belegt",
		"Port 11434 is taken by Ollama 0.21.0": "Port 11434 ist durch Ollama 0.21.0 belegt",
		"The settings file was damaged":        "Die Einstellungsdatei war beschädigt",
		"api.openai.com refused your key":      "api.openai.com hat Ihren Schlüssel abgelehnt",
		"Quitting when 2 requests have ended":  "Endet, wenn 2 Anfragen fertig sind",
		"Quitting when 1 request has ended":    "Endet, wenn 1 Anfrage fertig ist",
	}[s.Sentence]
	if !ok && !strings.Contains(s.Sentence, "\x00") {
		german = "" // the tray's own words
	} else if !ok {
		german = s.Sentence
	}
	s.Sentence = german
	return s
}

func TestMenuKeepsItsRules(t *testing.T) {
	for _, language := range assets.Languages() {
		assets.SetLanguage(language)
		t.Cleanup(func() { assets.SetLanguage(assets.English) })
		for name, s := range states() {
			name = language + " " + name
			rows, quits, shown := 0, 0, map[string]bool{}
			for _, item := range Menu(s, afternoon) {
				if !item.Separator {
					rows++
				}
				if strings.HasPrefix(item.ID, idQuit) {
					quits++
				}
				for _, sub := range item.Sub {
					if len(sub.Sub) > 0 {
						t.Errorf("%s: %s has a submenu in a submenu", name, item.ID)
					}
				}
			}
			each(Menu(s, afternoon), func(item Item) {
				if n := utf8.RuneCountInString(item.Label); n == 0 || n > labelRunes {
					t.Errorf("%s: the label %q has %d runes", name, item.Label, n)
				}
				for _, r := range item.Label {
					if !unicode.IsPrint(r) {
						t.Errorf("%s: the label %q has %U", name, item.Label, r)
					}
				}
				if shown[item.Label] && name != language+" hostile" { // a desktop may show all rows in one list
					t.Errorf("%s: two rows say %q", name, item.Label)
				}
				shown[item.Label] = true
			})
			if quits != 1 {
				t.Errorf("%s: %d rows quit", name, quits)
			}
			if limit := 9; rows > limit {
				t.Errorf("%s: %d rows, want at most %d", name, rows, limit)
			}
			if n := len(utf16.Encode([]rune(Tooltip(s, afternoon)))); n == 0 || n > tooltipSize {
				t.Errorf("%s: the tooltip has %d units", name, n)
			}
		}
	}
}

// TestMenuFitsTheSkeleton: a row that the skeleton lacks, or has elsewhere, would never be drawn.
func TestMenuFitsTheSkeleton(t *testing.T) {
	ids := func(items []Item) (list []string) {
		each(items, func(item Item) { list = append(list, item.ID) })
		return list
	}
	all := ids(skeleton)
	for name, s := range states() {
		var inOrder []string
		got := ids(Menu(s, afternoon))
		for _, id := range all {
			for _, have := range got {
				if id == have {
					inOrder = append(inOrder, id)
				}
			}
		}
		if !reflect.DeepEqual(inOrder, got) {
			t.Errorf("%s: the rows %v are not in the order of the skeleton", name, got)
		}
	}
}

func TestMorning(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, berlin)
	}
	for _, c := range []struct {
		now, want time.Time
		label     string
	}{
		{at(3, 10, 15, 0), at(3, 11, 8, 0), "Pause until tomorrow 08:00"},
		{at(3, 10, 8, 0), at(3, 11, 8, 0), "Pause until tomorrow 08:00"},
		{at(3, 10, 2, 30), at(3, 10, 8, 0), "Pause until today 08:00"},
		{at(3, 28, 23, 0), at(3, 29, 8, 0), "Pause until tomorrow 08:00"}, // summer time begins that night
		{at(12, 31, 9, 0), time.Date(2027, 1, 1, 8, 0, 0, 0, berlin), "Pause until tomorrow 08:00"},
	} {
		if got := morning(c.now); !got.Equal(c.want) {
			t.Errorf("the morning after %s is %s, want %s", c.now, got, c.want)
		}
		if got := morningLabel(c.now); got != c.label {
			t.Errorf("at %s the row says %q, want %q", c.now, got, c.label)
		}
	}
}
