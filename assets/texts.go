package assets

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// English is the language that has every sentence, and that stands in wherever another lacks one.
const English = "en"

// language is the catalogue in use.
var language atomic.Pointer[catalog]

// SetLanguage chooses the language of T by a tag or a locale, see Nearest, and
// gives the one it took.
func SetLanguage(tag string) string {
	tag = Nearest(tag)
	language.Store(catalogs[tag])
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
		sentence, ok = chosen.sentences()[key]
	}
	if !ok {
		sentence, ok = catalogs[English].sentences()[key]
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
	for key := range catalogs[English].sentences() {
		sentence := T(key)
		longer[key] = sentence + " " + strings.Repeat("ä", max(1, int(float64(len([]rune(sentence)))*share)))
	}
	language.Store(&catalog{sentences: func() map[string]string { return longer }})
	return func() { language.Store(before) }
}
