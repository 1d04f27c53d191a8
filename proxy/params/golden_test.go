package params_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// TestGolden holds whole bodies byte for byte. A file in testdata/golden names
// the API in its first line, tells what it is there for, and has the sections
// rules.json, before.json, after.json and changes.
func TestGolden(t *testing.T) {
	apis := map[string]params.API{"chat": params.Chat, "completions": params.Completions, "responses": params.Responses, "messages": params.Messages}
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
			section := map[string][]byte{}
			for _, f := range archive.Files {
				section[f.Name] = f.Data
			}
			name, _, _ := strings.Cut(string(archive.Comment), "\n")
			api, ok := apis[name]
			if !ok {
				t.Fatalf("unknown API %q", name)
			}
			var rules []params.Rule
			if err := json.Unmarshal(section["rules.json"], &rules); err != nil {
				t.Fatal(err)
			}
			before := section["before.json"]
			if err := jsonedit.Check(before, 200); err != nil {
				t.Fatal(err)
			}
			obj, err := jsonedit.ParseObject(before)
			if err != nil {
				t.Fatal(err)
			}
			var changes strings.Builder
			for _, c := range params.Apply(nil, obj, api, rules) {
				changes.WriteString(c.What + " " + c.Name + "\n")
			}
			if got := obj.Bytes(); !bytes.Equal(got, section["after.json"]) {
				t.Errorf("got\n%s\nwant\n%s", got, section["after.json"])
			}
			if got := changes.String(); got != string(section["changes"]) {
				t.Errorf("changes\n%s\nwant\n%s", got, section["changes"])
			}
		})
	}
}
