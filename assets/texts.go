package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"
)

// English is the language that has every sentence, and that stands in wherever another lacks one.
const English = "en"

// A folder per language, in it a file per area: the tray, a page of the window,
// what the running program says.
//
//go:embed texts/*/*.json
var textFiles embed.FS

// catalogs maps a language ("en") to its sentences. It is filled before main and never changed after.
var catalogs = mustLoad(textFiles)

// language is the catalogue in use.
var language atomic.Pointer[map[string]string]

// mustLoad reads every language at start. The files are part of the program and
// a test reads them, so one that cannot be read is a broken build.
func mustLoad(files fs.FS) map[string]map[string]string {
	all, err := load(files)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return all
}

func load(files fs.FS) (map[string]map[string]string, error) {
	names, err := fs.Glob(files, "texts/*/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		sentences := map[string]string{}
		if err := json.Unmarshal(data, &sentences); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		tag := path.Base(path.Dir(name))
		if all[tag] == nil {
			all[tag] = map[string]string{}
		}
		for key, sentence := range sentences {
			if _, twice := all[tag][key]; twice {
				return nil, fmt.Errorf("%s: %s stands in another file too", name, key)
			}
			all[tag][key] = sentence
		}
	}
	if len(all[English]) == 0 {
		return nil, fmt.Errorf("there is no %s text", English)
	}
	return all, nil
}

// SetLanguage chooses the language of T by a tag or a locale, see Nearest, and
// gives the one it took.
func SetLanguage(tag string) string {
	tag = Nearest(tag)
	sentences := catalogs[tag]
	language.Store(&sentences)
	return tag
}

// Nearest gives the nearest language there is to a tag or a locale: "de",
// "de-AT", "de_AT.UTF-8". Where there is none it is English.
func Nearest(tag string) string {
	tag, _, _ = strings.Cut(tag, ".")
	tag, _, _ = strings.Cut(tag, "@")
	tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-"))
	for tag != "" {
		if _, ok := catalogs[tag]; ok {
			return tag
		}
		cut := strings.LastIndexByte(tag, '-')
		tag = tag[:max(cut, 0)]
	}
	return English
}

// Languages lists the languages there are, sorted.
func Languages() []string {
	var all []string
	for tag := range catalogs {
		all = append(all, tag)
	}
	slices.Sort(all)
	return all
}

// T gives the whole sentence key in the chosen language. The pairs fill in
// names: T("key.saved_end", "end", "a1b2") replaces {end}. Sentences are never put
// together from pieces, since other languages order them otherwise: a key for one
// request and a key for several. What is filled in is not looked at again, so a
// name that holds braces stays as it is. A key that no language has comes back
// as it is, which a test keeps from happening.
func T(key string, pairs ...any) string {
	sentence, ok := "", false
	if chosen := language.Load(); chosen != nil {
		sentence, ok = (*chosen)[key]
	}
	if !ok {
		sentence, ok = catalogs[English][key]
	}
	if !ok {
		return key
	}
	if len(pairs) < 2 {
		return sentence
	}
	var replace []string
	for i := 0; i+1 < len(pairs); i += 2 {
		replace = append(replace, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(replace...).Replace(sentence)
}

// Lengthen makes every sentence longer by that share of its letters and marks
// it, until the function that it gives back is called: translations are longer
// than English, and a test with 0.4 finds what has no room for them.
func Lengthen(share float64) (restore func()) {
	before := language.Load()
	longer := map[string]string{}
	for key := range catalogs[English] {
		sentence := T(key)
		longer[key] = sentence + " " + strings.Repeat("ä", max(1, int(float64(len([]rune(sentence)))*share)))
	}
	language.Store(&longer)
	return func() { language.Store(before) }
}
