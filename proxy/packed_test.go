package proxy

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	if cerr := w.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	return b.String()
}

func zstded(t testing.TB, text string, options ...zstd.EOption) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, append([]zstd.EOption{zstd.WithEncoderConcurrency(1)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(w, text)
	if cerr := w.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	return b.String()
}

// frame is the head of a zstd frame that wants a window, and an empty block.
func frame(window byte) string { return "\x28\xb5\x2f\xfd\x00" + string([]byte{window, 1, 0, 0}) }

const aResponse = `{"model":"gpt-4o","stream":true,"input":"hello"}`

// Codex compresses the requests that it sends to the Responses API.
func TestCompressedResponsesRequestGoesOutPlain(t *testing.T) {
	up := newUpstream(t, sseAnswer("event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n"))
	s := serve(t, up.config())
	long := `{"model":"gpt-4o","stream":true,"input":"` + strings.Repeat("hello ", 1<<20) + `"}` // three windows
	for _, base := range []string{s.URL + "/v1", s.URL, s.private + "/v1"} {
		for _, c := range []struct{ name, encoding, body, want string }{
			{"gzip", "gzip", gzipped(t, aResponse), aResponse},
			{"gzip in capitals", "GZIP", gzipped(t, aResponse), aResponse},
			{"x-gzip", "x-gzip", gzipped(t, aResponse), aResponse},
			{"gzip in two members", "gzip", gzipped(t, aResponse[:9]) + gzipped(t, aResponse[9:]), aResponse},
			{"zstd", "zstd", zstded(t, aResponse), aResponse},
			{"zstd, long", "zstd", zstded(t, long, zstd.WithWindowSize(2<<20)), long},
			{"zstd, the largest window", "zstd", zstded(t, long, zstd.WithWindowSize(8<<20)), long},
			{"zstd in two frames", "zstd", zstded(t, aResponse[:9]) + zstded(t, aResponse[9:]), aResponse},
			{"not at all", "identity", aResponse, aResponse},
			{"nothing", "", aResponse, aResponse},
		} {
			t.Run(c.name+strings.TrimPrefix(base, s.URL), func(t *testing.T) {
				resp := call(t, "POST", base+"/responses", c.body, append(bearer(), "Content-Encoding", c.encoding)...)
				if body := text(t, resp); resp.StatusCode != 200 || resp.Close || !strings.Contains(body, "response.completed") {
					t.Fatalf("%d %v %s", resp.StatusCode, resp.Close, body)
				}
				if got := up.last(t); got.Body != c.want || got.Header.Get("Content-Encoding") != "" || got.Header.Get("Content-Type") != "application/json" {
					t.Errorf("the upstream got %v %.200q", got.Header, got.Body)
				}
			})
		}
	}
}

func TestCompressedRequestsThatAreRefused(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Limits.Body = 1 << 20
	s := serve(t, cfg)
	fits := `{"model":"gpt-4o","input":"` + strings.Repeat("a", 1<<20-29) + `"}`
	over := fits + " "
	zipped, zipped2 := gzipped(t, aResponse), zstded(t, aResponse)
	noise := make([]byte, 2<<20)
	for i := range len(noise) / 8 {
		binary.LittleEndian.PutUint64(noise[8*i:], uint64(i+1)*0x9e3779b97f4a7c15)
	}
	for _, c := range []struct {
		name, path, encoding, body string
		status                     int
		code                       string
	}{
		{"gzip up to the limit", "/responses", "gzip", gzipped(t, fits), 200, ""},
		{"zstd up to the limit", "/responses", "zstd", zstded(t, fits), 200, ""},
		{"gzip beyond it by a byte", "/responses", "gzip", gzipped(t, over), 413, "body_too_large"},
		{"zstd beyond it by a byte", "/responses", "zstd", zstded(t, over), 413, "body_too_large"},
		{"gzip bomb", "/responses", "gzip", gzipped(t, strings.Repeat(" ", 8<<20)), 413, "body_too_large"},
		{"zstd bomb", "/responses", "zstd", zstded(t, strings.Repeat(" ", 8<<20)), 413, "body_too_large"},
		{"gzip that does not shrink", "/responses", "gzip", gzipped(t, string(noise)), 413, "body_too_large"},
		{"zstd that does not shrink", "/responses", "zstd", zstded(t, string(noise)), 413, "body_too_large"},
		{"gzip cut", "/responses", "gzip", zipped[:len(zipped)-9], 400, "bad_compression"},
		{"zstd cut", "/responses", "zstd", zipped2[:len(zipped2)-9], 400, "bad_compression"},
		{"gzip, wrong sum", "/responses", "gzip", zipped[:len(zipped)-8] + "12345678", 400, "bad_compression"},
		{"zstd, wrong sum", "/responses", "zstd", zipped2[:len(zipped2)-4] + "1234", 400, "bad_compression"},
		{"gzip with something behind", "/responses", "gzip", zipped + "{}", 400, "bad_compression"},
		{"zstd with something behind", "/responses", "zstd", zipped2 + "{}zz", 400, "bad_compression"},
		{"no gzip", "/responses", "gzip", aResponse, 400, "bad_compression"},
		{"no zstd", "/responses", "zstd", aResponse, 400, "bad_compression"},
		{"gzip for zstd", "/responses", "zstd", zipped, 400, "bad_compression"},
		{"zstd window of 9 MiB", "/responses", "zstd", frame(13<<3 | 1), 400, "bad_compression"},
		{"zstd window of 3.75 TiB", "/responses", "zstd", frame(0xff), 400, "bad_compression"},
		{"zstd in one segment of 1 TiB", "/responses", "zstd", "\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x01\x00\x00\x01\x00\x00", 400, "bad_compression"},
		{"zstd with a dictionary", "/responses", "zstd", "\x28\xb5\x2f\xfd\x01\x08\x07\x01\x00\x00", 400, "bad_compression"},
		{"gzip of no JSON", "/responses", "gzip", gzipped(t, "no"), 400, "bad_json"},
		{"zstd of nothing", "/responses", "zstd", "", 400, "bad_json"},
		{"zstd of depth", "/responses", "zstd", zstded(t, strings.Repeat("[", 1_000_000)), 400, "bad_json"},
		{"two layers", "/responses", "gzip, zstd", zipped, 415, "unsupported_encoding"},
		{"the same twice", "/responses", "zstd,zstd", zipped2, 415, "unsupported_encoding"},
		{"with identity", "/responses", "identity, gzip", zipped, 415, "unsupported_encoding"},
		{"deflate", "/responses", "deflate", zipped, 415, "unsupported_encoding"},
		{"br", "/responses", "br", zipped, 415, "unsupported_encoding"},
		{"chat", "/chat/completions", "zstd", zipped2, 415, "unsupported_encoding"},
		{"messages", "/messages", "gzip", zipped, 415, "unsupported_encoding"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, base := range []string{s.URL + "/v1", s.private + "/v1"} {
				before := len(up.requests())
				resp := call(t, "POST", base+c.path, c.body, append(bearer(), "Content-Encoding", c.encoding, "Content-Type", "application/json")...)
				body := text(t, resp)
				if resp.StatusCode != c.status || c.code != "" && code(t, body) != c.code {
					t.Errorf("%d %s", resp.StatusCode, body)
				}
				if seen := len(up.requests()) - before; (c.status == 200) != (seen == 1) {
					t.Errorf("the upstream saw %d requests", seen)
				}
			}
		})
	}
	t.Run("two layers in two lines", func(t *testing.T) {
		req, _ := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/v1/responses", strings.NewReader(zipped))
		req.Header = http.Header{"Authorization": {"Bearer " + testPassword}, "Content-Type": {"application/json"}, "Content-Encoding": {"gzip", "zstd"}}
		resp, err := noRedirects.Do(req)
		if err != nil || resp.StatusCode != 415 {
			t.Errorf("%v %v", resp, err)
		}
	})
}

func TestCompressedBodyThatStallsIsGivenUp(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	s.bodyPause = 200 * time.Millisecond
	for encoding, body := range map[string]string{"gzip": gzipped(t, aResponse), "zstd": zstded(t, aResponse)} {
		for _, sent := range []int{0, 5, len(body) - 1} {
			_, answers := s.half(t, "POST /v1/responses", "application/json\r\nContent-Encoding: "+encoding, fmt.Sprint("Content-Length: ", len(body)), body[:sent])
			resp, err := http.ReadResponse(answers, &http.Request{Method: "POST"})
			if err != nil {
				t.Fatal(err)
			}
			if got := text(t, resp); resp.StatusCode != 408 || code(t, got) != "body_too_slow" {
				t.Errorf("%s, %d bytes: %d %s", encoding, sent, resp.StatusCode, got)
			}
		}
	}
}
