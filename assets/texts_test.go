package assets

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// withCatalogs puts other texts in for one test.
func withCatalogs(t *testing.T, files fstest.MapFS) {
	t.Helper()
	before := catalogs
	catalogs = open(files)
	t.Cleanup(func() { catalogs = before; language.Store(nil) })
}

var twoLanguages = fstest.MapFS{
	"texts/en/a.json":    {Data: []byte(`{"hello": "Hello", "count": "{n} of {all}"}`)},
	"texts/en/b.json":    {Data: []byte(`{"only": "English only"}`)},
	"texts/de/a.json":    {Data: []byte(`{"hello": "Hallo", "count": "{all}: {n}"}`)},
	"texts/de-at/a.json": {Data: []byte(`{"hello": "Servus"}`)},
}

func TestLanguageIsTheNearestThereIs(t *testing.T) {
	withCatalogs(t, twoLanguages)
	for tag, want := range map[string][2]string{
		"":            {"en", "Hello"},
		"C":           {"en", "Hello"},
		"en_US.UTF-8": {"en", "Hello"},
		"de":          {"de", "Hallo"},
		"de_CH.UTF-8": {"de", "Hallo"},
		"de_DE@euro":  {"de", "Hallo"},
		"DE-AT":       {"de-at", "Servus"},
		"fr":          {"en", "Hello"},
		"../en":       {"en", "Hello"},
	} {
		if got := SetLanguage(tag); got != want[0] {
			t.Errorf("SetLanguage(%q) took %q, want %q", tag, got, want[0])
		}
		if got := T("hello"); got != want[1] {
			t.Errorf("in %q hello is %q, want %q", tag, got, want[1])
		}
	}
}

func TestMissingSentenceIsEnglish(t *testing.T) {
	withCatalogs(t, twoLanguages)
	SetLanguage("de")
	for _, c := range []struct{ got, want string }{
		{T("only"), "English only"},
		{T("count", "n", 2, "all", "x"), "x: 2"},
		{T("no.such.key"), "no.such.key"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// A person may call an app "{all}".
func TestWhatIsFilledInIsNotFilledAgain(t *testing.T) {
	withCatalogs(t, twoLanguages)
	if got := T("count", "n", "{all}", "all", "{n}"); got != "{all} of {n}" {
		t.Errorf("got %q", got)
	}
}

func TestLongerSentencesKeepTheirNames(t *testing.T) {
	withCatalogs(t, twoLanguages)
	restore := Lengthen(0.4)
	if got := T("count", "n", 1, "all", 2); got != "1 of 2 ääää" {
		t.Errorf("got %q", got)
	}
	restore()
	if got := T("hello"); got != "Hello" {
		t.Errorf("got %q", got)
	}
}

func TestTextsThatCannotBeReadAreNamed(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"not JSON": {"texts/en/a.json": {Data: []byte(`{`)}},
		"twice":    {"texts/en/a.json": {Data: []byte(`{"a":"b"}`)}, "texts/en/b.json": {Data: []byte(`{"a":"c"}`)}},
	} {
		if _, err := load(files, "texts/en"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// placeholders gives the names that a sentence has filled in, sorted.
func placeholders(sentence string) []string {
	return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(sentence, -1))))
}

func TestEveryLanguageHasTheSentencesOfEnglish(t *testing.T) {
	for tag, c := range catalogs {
		sentences := c.sentences()
		for _, key := range slices.Sorted(maps.Keys(catalogs[English].sentences())) {
			if _, ok := sentences[key]; !ok {
				t.Errorf("%s lacks %q", tag, key)
			}
		}
		for key, sentence := range sentences {
			english, ok := catalogs[English].sentences()[key]
			if !ok {
				t.Errorf("%s has %q, English has not", tag, key)
				continue
			}
			if got, want := placeholders(sentence), placeholders(english); !slices.Equal(got, want) {
				t.Errorf("%s: %q has the names %v, English has %v", tag, key, got, want)
			}
			if strings.TrimSpace(sentence) != sentence || sentence == "" && english != "" {
				t.Errorf("%s: %q is empty or has space at an end", tag, key)
			}
		}
	}
}

func TestTextsAreForPeople(t *testing.T) {
	jargon := regexp.MustCompile(`(?i)\b(upstream|bearer|loopback|client|endpoint|regex|glob)s?\b`)
	for tag, c := range catalogs {
		sentences := c.sentences()
		for key, text := range sentences {
			if word := jargon.FindString(text); word != "" {
				t.Errorf("%s: %s says %q", tag, key, word)
			}
			if strings.Contains(text, "!") {
				t.Errorf("%s: %s shouts: %q", tag, key, text)
			}
		}
	}
}
