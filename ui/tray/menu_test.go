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
	"unicode/utf8"

	"keyport/app/control"
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
	blocked := control.Status{
		State: control.StateBlocked, Sentence: "Port 11434 is taken by another program",
		Clients:  clients("VS Code"),
		Problems: []control.Problem{{Code: "port_taken", Blocking: true, Page: control.PageNetwork}},
	}
	open := ready()
	open.State, open.Sentence = control.StateOpen, "Open to every program on this computer"
	many := ready()
	many.Clients = clients("VS Code", "Zed", "Continue", "Cline", "Aider", "Cursor", "Open WebUI", "JetBrains", "Obsidian", "Raycast")
	hostile := ready()
	hostile.Sentence = "Key\r\nOK\u202e evil\x00 " + strings.Repeat("very ", 30)
	hostile.Clients = clients("R&D_tool", "\u2066\u200b\x07", strings.Repeat("é", 80), "line\nbreak", "bad\xffbytes")
	return map[string]control.Status{
		"starting":  {State: control.StateStarting, Sentence: "Starting…"},
		"setup":     {State: control.StateSetup, Sentence: "Add your API key to begin", Address: "http://127.0.0.1:11434"},
		"ready":     ready(),
		"working":   working,
		"paused":    paused,
		"attention": attention("OpenAI answers with errors"),
		"blocked":   blocked,
		"open":      open,
		"many":      many,
		"hostile":   hostile,
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
			path := filepath.Join("testdata", "menu-"+name+".golden")
			got := describe(s)
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
				t.Errorf("the menu is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestMenuKeepsItsRules(t *testing.T) {
	for name, s := range states() {
		quits := 0
		each(Menu(s, afternoon), func(item Item) {
			if item.ID == idQuit {
				quits++
			}
			if n := utf8.RuneCountInString(item.Label); n == 0 || n > labelRunes {
				t.Errorf("%s: the label %q has %d runes", name, item.Label, n)
			}
			for _, r := range item.Label {
				if !unicode.IsPrint(r) {
					t.Errorf("%s: the label %q has %U", name, item.Label, r)
				}
			}
		})
		if quits != 1 {
			t.Errorf("%s: %d rows quit", name, quits)
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
		{at(3, 10, 15, 0), at(3, 11, 8, 0), "Until tomorrow 08:00"},
		{at(3, 10, 8, 0), at(3, 11, 8, 0), "Until tomorrow 08:00"},
		{at(3, 10, 2, 30), at(3, 10, 8, 0), "Until today 08:00"},
		{at(3, 28, 23, 0), at(3, 29, 8, 0), "Until tomorrow 08:00"}, // summer time begins that night
		{at(12, 31, 9, 0), time.Date(2027, 1, 1, 8, 0, 0, 0, berlin), "Until tomorrow 08:00"},
	} {
		if got := morning(c.now); !got.Equal(c.want) {
			t.Errorf("the morning after %s is %s, want %s", c.now, got, c.want)
		}
		if got := morningLabel(c.now); got != c.label {
			t.Errorf("at %s the row says %q, want %q", c.now, got, c.label)
		}
	}
}
