package ollama_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
	"keyport/proxy/sse"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before you commit it")

// A golden file names "chat" or "generate" in its first line, and tells behind
// it what it is there for.
type golden struct {
	file    string
	archive *txtar.Archive
	parse   func([]byte) (*ollama.Request, *dialect.Error)
}

func eachGolden(t *testing.T, pattern string, run func(t *testing.T, g *golden)) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			g := &golden{file: file, archive: archive, parse: parseChat}
			if strings.HasPrefix(string(archive.Comment), "generate") {
				g.parse = parseGenerate
			}
			run(t, g)
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func (g *golden) section(name string) (string, bool) {
	for _, f := range g.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// compare checks a section, or writes it.
func (g *golden) compare(t *testing.T, name, got string) {
	t.Helper()
	if got != "" && !strings.HasSuffix(got, "\n") {
		got += "\n"
	}
	want, ok := g.section(name)
	switch {
	case got == want && (ok || got == ""):
	case !*update:
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	case ok:
		for i := range g.archive.Files {
			if g.archive.Files[i].Name == name {
				g.archive.Files[i].Data = []byte(got)
			}
		}
	default:
		g.archive.Files = append(g.archive.Files, txtar.File{Name: name, Data: []byte(got)})
	}
}

func (g *golden) request(t *testing.T) (*ollama.Request, *dialect.Error) {
	t.Helper()
	in, ok := g.section("request.json")
	if !ok {
		t.Fatal("no request.json")
	}
	if strings.TrimSpace(in) != "" {
		if err := jsonedit.Check([]byte(in), 200); err != nil {
			t.Fatal(err)
		}
	}
	return g.parse([]byte(in))
}

// TestRequests holds what goes to the upstream. Sections: request.json,
// target.json (a Target), and either out, the endpoint with the body in its
// second line, or error.
func TestRequests(t *testing.T) {
	eachGolden(t, "testdata/requests/*.txtar", func(t *testing.T, g *golden) {
		r, e := g.request(t)
		var out string
		if e == nil {
			var target ollama.Target
			raw, _ := g.section("target.json")
			dec := json.NewDecoder(strings.NewReader(raw))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&target); err != nil {
				t.Fatal("target.json:", err)
			}
			var endpoint string
			var completion jsonedit.Object
			if endpoint, e = r.Completion(&completion, target); e == nil {
				body := completion.Bytes()
				if err := jsonedit.Check(body, 400); err != nil {
					t.Errorf("%v in %s", err, body)
				}
				out = endpoint + "\n" + string(body)
			}
		}
		g.compare(t, "out", out)
		g.compare(t, "error", errorText(e))
	})
}

func errorText(e *dialect.Error) string {
	if e == nil {
		return ""
	}
	return string(e.Body(dialect.Ollama))
}

var begin = time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC)

// clock gives a time that is 10 ms later at every look.
func clock() func() time.Time {
	now := begin
	return func() time.Time {
		now = now.Add(10 * time.Millisecond)
		return now
	}
}

func encoder(r *ollama.Request) *ollama.Encoder {
	return r.Encoder(r.Model, begin, ollama.EncoderOptions{ShowThinking: r.Think != ollama.ThinkOff, Now: clock()})
}

// TestAnswers holds what comes back. Sections: request.json, then events (a
// stream of server-sent events) with out.ndjson, or body.json (a whole answer)
// with out.json for a plain request and out.ndjson for a streamed one; error is
// what Failed says.
func TestAnswers(t *testing.T) {
	eachGolden(t, "testdata/answers/*.txtar", func(t *testing.T, g *golden) {
		r, e := g.request(t)
		if e != nil {
			t.Fatal(e)
		}
		if events, ok := g.section("events"); ok {
			lines, failed := stream(t, encoder(r), []byte(events))
			g.compare(t, "out.ndjson", string(lines))
			g.compare(t, "error", errorText(failed))
			checkLines(t, r, lines, failed == nil)
			return
		}
		body, _ := g.section("body.json")
		plain, e := encoder(r).Plain([]byte(body))
		lines, e2 := encoder(r).Stream([]byte(body))
		if errorText(e) != errorText(e2) {
			t.Errorf("plain says %v, streamed %v", e, e2)
		}
		g.compare(t, "out.json", string(plain))
		g.compare(t, "out.ndjson", string(lines))
		g.compare(t, "error", errorText(e))
		if e == nil {
			checkLines(t, r, lines, true)
			checkLines(t, r, append(bytes.Clone(plain), '\n'), true)
		}
	})
}

// stream feeds events to an encoder and ends it as the proxy does.
func stream(t *testing.T, enc *ollama.Encoder, events []byte) ([]byte, *dialect.Error) {
	t.Helper()
	var out []byte
	split := sse.NewSplitter(0)
	err := split.Feed(events, func(raw []byte) error {
		if data, _ := sse.Data(raw); len(data) > 0 && !sse.IsDone(data) {
			out = enc.Event(out, data)
		}
		return nil
	})
	if err != nil || len(split.Rest()) > 0 {
		t.Fatalf("%v, rest %q", err, split.Rest())
	}
	return enc.End(out), enc.Failed()
}

// eachSeed gives the golden files to a fuzz target.
func eachSeed(f *testing.F, folder string, use func(*golden)) {
	files, err := filepath.Glob("testdata/" + folder + "/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no golden files", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		use(&golden{file: file, archive: archive})
	}
}
