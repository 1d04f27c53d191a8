package wire

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestAMarkSurvivesItsLine(t *testing.T) {
	line := []byte(`data: {"content":"` + noMark + ` token"}`)
	for _, ns := range []int64{1, 1_760_000_000_123_456_789} {
		SetMark(line[strings.IndexByte(string(line), '@'):], ns)
		if got, ok := ReadMark(line); !ok || got != ns {
			t.Errorf("%d is read as %d, %v", ns, got, ok)
		}
	}
	for _, bad := range []string{"", "data: [DONE]", "a@b", "@12345678901234567x9"} {
		if _, ok := ReadMark([]byte(bad)); ok {
			t.Errorf("%q is taken for a mark", bad)
		}
	}
	if got := CutMarks("a@b " + noMark + "c" + noMark); got != "a@b c" {
		t.Errorf("without marks: %q", got)
	}
}

func TestNamesAreReadAsScripts(t *testing.T) {
	for name, want := range map[string]Script{
		"bench":                        {Pack: 1},
		"bench-n100-d5ms":              {Pack: 1, Chunks: 100, Delay: 5 * time.Millisecond},
		"bench-n100000-pack64":         {Pack: 64, Chunks: 100_000},
		"bench-n80-split-cut7":         {Pack: 1, Chunks: 80, Think: Split, Cut: 7},
		"bench-n100-rst50":             {Pack: 1, Chunks: 100, Reset: 50},
		"bench-n3-b1000000":            {Pack: 1, Chunks: 3, Bytes: 1_000_000},
		"bench-s429":                   {Pack: 1, Status: 429},
		"bench-n80-nested-pack8-d1ms":  {Pack: 8, Chunks: 80, Think: Nested, Delay: time.Millisecond},
		"bench-n80-none-pack8-somehow": {Pack: 8, Chunks: 80, Think: "somehow"},
	} {
		if got := Parse(name); got != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestBodiesHaveTheirSizeAndAreJSON(t *testing.T) {
	for _, size := range []int{1024, 200_000} {
		for _, ollama := range []bool{false, true} {
			body := Chat("bench-n3", size, true, ollama)
			if len(body) != size || !json.Valid(body) {
				t.Errorf("%d bytes, ollama %v: %d bytes, valid %v", size, ollama, len(body), json.Valid(body))
			}
		}
	}
}

func TestAStreamHoldsAllItsChunks(t *testing.T) {
	for _, name := range []string{"bench-n3", "bench-n130-pack64", "bench-n80-whole", "bench-n80-split", "bench-n80-nested-pack8", "bench-n80-none", "bench-n80-split-cut7"} {
		a := Parse(name).Answer()
		var stream strings.Builder
		for i := range a.Count {
			_, piece, _ := strings.Cut(string(a.Writes[i%len(a.Writes)].Bytes), "\r\n")
			stream.WriteString(strings.TrimSuffix(piece, "\r\n"))
		}
		if got := strings.Count(stream.String(), noMark); got != a.Chunks {
			t.Errorf("%s: %d marks in %d writes", name, got, a.Count)
		}
		marked := 0
		for i := range a.Count {
			marked += len(a.Writes[i%len(a.Writes)].Marks)
		}
		if want := a.Chunks; a.Cut == 0 && marked != want {
			t.Errorf("%s: %d marks are kept up to date", name, marked)
		}
	}
}

func TestTextIsTheAnswerAlone(t *testing.T) {
	for _, think := range []Thoughts{Whole, Split, Nested, None} {
		s := Script{Chunks: 12, Think: think}
		text := s.Text()
		if strings.Contains(text, Secret) || strings.Contains(text, "@") || strings.Count(text, "token") != 12 {
			t.Errorf("%s: %q", think, text)
		}
		if think != None && strings.ContainsAny(text, "<>") {
			t.Errorf("%s keeps a tag: %q", think, text)
		}
	}
}
