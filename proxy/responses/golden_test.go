package responses

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"keyport/proxy/jsonedit"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// TestGolden holds whole translations byte for byte. A file tells what it is
// there for, and has request.json with either completion.json and the upstream's
// answer (chunks, one per line, then events; or answer.json, then response.json),
// or refused.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changed := false
			section := func(name string) *txtar.File {
				for i := range archive.Files {
					if archive.Files[i].Name == name {
						return &archive.Files[i]
					}
				}
				return nil
			}
			same := func(name string, got []byte) {
				t.Helper()
				f := section(name)
				if f == nil {
					t.Fatalf("the file has no section %s; got\n%s", name, got)
				}
				got = append(bytes.TrimRight(got, "\n"), '\n')
				if bytes.Equal(bytes.TrimRight(f.Data, "\n"), bytes.TrimRight(got, "\n")) {
					return
				}
				if *update {
					f.Data, changed = got, true
					return
				}
				t.Errorf("%s: got\n%s\nwant\n%s", name, got, f.Data)
			}
			body := section("request.json").Data
			if err := jsonedit.Check(body, maxNesting); err != nil {
				t.Fatal(err)
			}
			r, refused := Parse(body)
			var completion []byte
			if refused == nil {
				completion, refused = r.Completion(r.Model)
			}
			switch {
			case refused != nil:
				same("refused", []byte(refused.Code+": "+refused.Message))
			case section("chunks") != nil:
				checkCompletion(t, completion)
				same("completion.json", completion)
				var events []byte
				enc := r.Encoder("shown", fixed)
				for _, line := range bytes.Split(section("chunks").Data, []byte("\n")) {
					events = enc.Event(events, line)
				}
				events = enc.End(events)
				if _, err := check(events); err != nil {
					t.Error(err)
				}
				same("events", events)
			default:
				checkCompletion(t, completion)
				same("completion.json", completion)
				answer := section("answer.json")
				if answer == nil {
					break
				}
				response, e := r.Encoder("shown", fixed).Plain(answer.Data)
				if e != nil {
					t.Fatal(e)
				}
				same("response.json", response)
			}
			if changed {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
