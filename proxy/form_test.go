package proxy

import (
	"bytes"
	"mime/multipart"
	"testing"

	"keyport/proxy/upstream"
)

// openai-node sends the fields of a form as the program lists them, and its
// own example lists the file first.
func TestFormGoesToTheAccountOfItsModelWhereverTheFieldStands(t *testing.T) {
	first, second := newUpstream(t, jsonAnswer(200, `{"text":"first"}`)), newUpstream(t, jsonAnswer(200, `{"text":"second"}`))
	cfg := first.config()
	cfg.Upstreams[0].Models = []string{"gpt-*"}
	other := second.config().Upstreams[0]
	other.Name, other.Models = "other", []string{"whisper-*"}
	cfg.Upstreams = []upstream.Config{cfg.Upstreams[0], other}
	s := serve(t, cfg)
	for _, c := range []struct {
		name  string
		model string
		size  int // of the file
		last  bool
		want  string
	}{
		{"model first", "whisper-1", 300 << 10, false, "second"},
		{"small file first", "whisper-1", 100, true, "second"},
		{"large file first", "whisper-1", 300 << 10, true, "second"},
		{"the other account", "gpt-4o-transcribe", 300 << 10, true, "first"},
		{"no model", "", 300 << 10, true, "first"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var form bytes.Buffer
			mw := multipart.NewWriter(&form)
			model := func() {
				if c.model != "" {
					_ = mw.WriteField("model", c.model)
				}
			}
			if !c.last {
				model()
			}
			file, _ := mw.CreateFormFile("file", "a.wav")
			_, _ = file.Write(bytes.Repeat([]byte{0, '\r', '\n', '-'}, c.size/4))
			if c.last {
				model()
			}
			_ = mw.Close()
			resp := call(t, "POST", s.URL+"/v1/audio/transcriptions", form.String(), append(bearer(), "Content-Type", mw.FormDataContentType())...)
			if got := text(t, resp); resp.StatusCode != 200 || got != `{"text":"`+c.want+`"}` {
				t.Errorf("%d %s", resp.StatusCode, got)
			}
			up := map[string]*fakeUpstream{"first": first, "second": second}[c.want]
			if up.last(t).Body != form.String() {
				t.Error("the form was changed on its way")
			}
		})
	}
}
