package window

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"fyne.io/fyne/v2/lang"
)

// One JSON file per language; en.json is complete and is what a missing text falls back to.
//
//go:embed texts/*.json
var textFiles embed.FS

var texts = loadTexts(string(lang.SystemLocale()))

// loadTexts gives the English texts with those of the locale ("de-DE") laid over them.
func loadTexts(locale string) map[string]string {
	all := map[string]string{}
	language, _, _ := strings.Cut(locale, "-")
	for _, name := range []string{"en", strings.ToLower(language)} {
		data, err := textFiles.ReadFile("texts/" + name + ".json")
		if err != nil {
			continue // no such translation
		}
		if err := json.Unmarshal(data, &all); err != nil {
			panic("texts/" + name + ".json: " + err.Error()) // part of the program; a test reads every file
		}
	}
	return all
}

// T gives the text of key in the person's language. The pairs fill in names:
// T("key.saved_end", "end", "a1b2") replaces {end}. Texts are whole sentences,
// never glued from parts, because other languages order words differently.
func T(key string, pairs ...any) string {
	text, ok := texts[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return text
}

// listing names things in a sentence: "VS Code, Zed and Aider".
func listing(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return T("list.and", "first", strings.Join(names[:last], ", "), "last", names[last])
}
