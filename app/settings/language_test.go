package settings

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"keyport/assets"
)

// unwritten is what assets.T gives for a sentence that nobody has written.
var unwritten = regexp.MustCompile(`(settings|import|network)\.[a-z_.]+[a-z]`)

// inBoth gives what say says in English and in German.
func inBoth(t *testing.T, say func() []Problem) (english, german []Problem) {
	t.Helper()
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	assets.SetLanguage(assets.English)
	english = say()
	assets.SetLanguage("de")
	german = say()
	assets.SetLanguage(assets.English)
	return english, german
}

// wantGerman wants the same fields in both languages, and every sentence translated.
func wantGerman(t *testing.T, say func() []Problem) {
	t.Helper()
	english, german := inBoth(t, say)
	if len(english) == 0 || len(english) != len(german) {
		t.Fatalf("English %q, German %q", english, german)
	}
	for i, p := range german {
		if p.Field != english[i].Field || p.Message == english[i].Message || p.Message == "" {
			t.Errorf("English %q, German %q", english[i], p)
		}
		if found := unwritten.FindString(p.Message); found != "" {
			t.Errorf("there is no sentence %s: %q", found, p)
		}
		if strings.Contains(p.Message, "{") {
			t.Errorf("a name was not filled in: %q", p)
		}
	}
}

func TestEverySentenceOfTheRulesIsTranslated(t *testing.T) {
	for _, tt := range append(fieldCases(), unwiseCases()...) {
		s := Default()
		tt.change(&s)
		errs, warnings := s.Validate()
		if len(errs)+len(warnings) == 0 {
			continue // an allowed value
		}
		t.Run(tt.name, func(t *testing.T) {
			wantGerman(t, func() []Problem {
				errs, warnings := s.Validate()
				return append(errs, warnings...)
			})
		})
	}
}

func TestSentencesOfTheFileAreTranslated(t *testing.T) {
	const text = `
unheard = 1
access = 3
[listen]
host = "0.0.0.0"
port = "a"
ipv6 = 1.5
prefix = [1]
[limits]
body = "many"
in_flight = 1979-05-27
[[upstream]]
name = { a = 1 }
models = true
first_byte_timeout = "soon"
idle_timeout = 3
headers = "a"
[[client]]
name = "a"
origins = "x"
`
	wantGerman(t, func() []Problem {
		f, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(f.errs) < 12 || len(f.warnings) == 0 {
			t.Fatalf("only %q %q", f.errs, f.warnings)
		}
		return append(f.errs, f.warnings...)
	})
}

func TestSentencesAboutVariablesAreTranslated(t *testing.T) {
	groups := strings.Join([]string{
		"model=a b", "temperature=1", "model=m,foo,model=x,temperature=3,a b=1,stop=[1,foo=99999999999999999999,stream=true,enable_think_tag_filtering=maybe",
		"model=n,think_tag_start=</think>", "model=default,upstream_model_name=x", "model=o,upstream_model_name=a b",
	}, ";")
	m, _ := env(
		"UPSTREAM_URL", "ftp://a", "OPENAI_API_KEY", "sk-1", "API_REQUEST_TIMEOUT", "x", "https_proxy", "nonsense", "LOCAL_AUTH_TOKEN", "a\x01",
		"LOCAL_OLLAMA_SECRET", "short", "LOCAL_PATH_PREFIX", "/v1", "THINK_TAG", `\q`, "LLM_PARAMS", groups, "LOG_LEVEL", "loud", "KEYPORT_KEY_OPENAI", "ä",
		"KEYPORT_PASSWORD_VS_CODE", "pw", "SOMETHING", "x",
	)
	for name := range hints {
		m[name] = "x"
	}
	m["LOG_LEVEL"] = "loud"
	sentences := func(list ...[]string) (all []Problem) {
		for _, s := range slices.Concat(list...) {
			all = append(all, Problem{Message: s})
		}
		return all
	}
	t.Run("not taken over", func(t *testing.T) {
		wantGerman(t, func() []Problem {
			_, _, done, left := Import(m, Default())
			if len(left) < len(hints) {
				t.Fatalf("only %q", left)
			}
			return sentences(done, left)
		})
	})
	t.Run("taken over", func(t *testing.T) {
		m, _ := env(
			"UPSTREAM_URL", "http://10.0.0.1/v1", "UPSTREAM_AUTHORIZATION", "Bearer sk-up", "LOCAL_AUTH_TOKEN", "tok", "LOCAL_OLLAMA_SECRET", "a-secret-path-of-some-length",
			"LOCAL_PATH_PREFIX", "/team", "LLM_PARAMS", "model=fast,upstream_model_name=real,top_k=5", "THINK_TAG", "<t>", "API_REQUEST_TIMEOUT", "3000",
		)
		wantGerman(t, func() []Problem {
			_, _, done, left := Import(m, Default())
			if len(done) < 9 || len(left) != 1 {
				t.Fatalf("only %q, %q", done, left)
			}
			return sentences(done, left)
		})
	})
	t.Run("file of variables", func(t *testing.T) {
		wantGerman(t, func() []Problem {
			_, warnings := ParseDotEnv("A=1\nno pair\nA=2\nB=\"open\nC=a\x00b\nD=${A}")
			if len(warnings) != 5 {
				t.Fatalf("%q", warnings)
			}
			return sentences(warnings)
		})
	})
}

func TestErrorsSpeakTheLanguageOfTheMoment(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "file")
	if err := os.Mkdir(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	wantGerman(t, func() (all []Problem) {
		_, _, unreadable := Open(broken)
		_, _, noTOML := Read([]byte("["))
		_, _, tooLong := Read(make([]byte, maxFile+1))
		_, _, wrong := Read([]byte("access = 1\nversion = \"x\"\n"))
		for _, err := range []error{ErrConflict, ErrNewer, ErrNoBackup, unreadable, noTOML, tooLong, &Error{Code: "no_folder"}, &Error{Code: "busy"}, &Error{Code: "internal"}, &Invalid{}, wrong} {
			all = append(all, Problem{Message: err.Error()})
		}
		return all
	})
}

// The store is opened before anybody knows the person's language, which stands in that very file.
func TestProblemsOfTheFileAreWordedWhenAsked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(path, []byte("access = \"everyone\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	store, _, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	wantGerman(t, store.Problems)
}
