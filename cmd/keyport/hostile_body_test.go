package main_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
)

const hostileForm = "multipart/form-data; boundary=x"

// A compressed request is a bomb until it is unpacked (CVE-2024-12886): none is
// taken but of the Responses API.
func TestHostileCompression(t *testing.T) {
	k := start(t, newAccount(t), "")
	var bomb bytes.Buffer
	zw := gzip.NewWriter(&bomb)
	_, _ = io.Copy(zw, io.LimitReader(blanks{}, 16<<20))
	_ = zw.Close()
	var attacks []attack
	for _, encoding := range []string{"gzip", "GZIP", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip", "identity\r\nContent-Encoding: gzip"} {
		for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/api/chat", "/" + hostileAddress + "/api/show"} {
			attacks = append(attacks, attack{name: encoding + path[:4] + path[len(path)-5:], path: path, body: bomb.String(), headers: []string{"Content-Encoding: " + encoding}, status: 415, code: "unsupported_encoding"})
		}
		attacks = append(attacks, attack{name: encoding + " form", path: "/v1/audio/transcriptions", body: bomb.String(), headers: []string{"Content-Type: " + hostileForm, "Content-Encoding: " + encoding}, status: 415, code: "unsupported_encoding"})
	}
	k.refused(t, attacks)
}

// blanks are endless white space.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A length is only a promise, and a body ends where the person's limit is.
func TestHostileBodies(t *testing.T) {
	k := start(t, newAccount(t), "[limits]\nbody = \"1MiB\"\n")
	const large, path = "body_too_large", "/v1/chat/completions"
	big := `{"model":"m1","x":"` + strings.Repeat("a", 2<<20) + `"}`
	chunked := func(body string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body) }
	var attacks []attack
	for _, path := range []string{path, "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat", "/" + hostileAddress + "/api/show", "/" + hostileAddress + "/api/pull", "/" + hostileAddress + "/api/embed", "/v1/embeddings"} {
		attacks = append(
			attacks,
			attack{name: "a large promise " + path, path: path, body: "{", headers: []string{"Content-Length: 1048577"}, status: 413, code: large},
			attack{name: "the largest promise " + path, path: path, body: "{", headers: []string{"Content-Length: 9223372036854775807"}, status: 413, code: large},
			attack{name: "without a promise " + path, path: path, body: chunked(big), headers: []string{"Transfer-Encoding: chunked"}, status: 413, code: large},
			attack{name: "short of its promise " + path, path: path, body: "{", headers: []string{"Content-Length: 10"}, half: true, status: 400, code: "bad_body"},
			attack{name: "nothing of its promise " + path, path: path, body: hostileChat[:0] + " ", headers: []string{"Content-Length: 1048576"}, half: true, status: 400, code: "bad_body"},
			attack{name: "more than its promise " + path, path: path, body: hostileChat, headers: []string{"Content-Length: 10"}, status: 400, code: "bad_json"},
			attack{name: "deep " + path, path: path, body: `{"model":"m1","messages":` + strings.Repeat("[", 1_000_000), status: 400, code: "bad_json"},
			attack{name: "deep and closed " + path, path: path, body: `{"model":"m1","messages":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}", status: 400, code: "bad_json"},
			attack{name: "deep objects " + path, path: path, body: strings.Repeat(`{"a":`, 100_000), status: 400, code: "bad_json"},
		)
	}
	attacks = append(attacks, attack{name: "a form with a large promise", path: "/v1/audio/transcriptions", body: "--x", headers: []string{"Content-Type: " + hostileForm, "Content-Length: 1048577"}, status: 413, code: large})
	k.refused(t, attacks)
	t.Run("the connection ends with a body that is not read", func(t *testing.T) {
		if got := k.send(t, attack{path: path, body: "{", headers: []string{"Content-Length: 1048577"}}); !got.Close {
			t.Errorf("%v", got.Header)
		}
	})
	t.Run("a form without a promise never reaches the account whole", func(t *testing.T) {
		k.up.forget()
		form := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + strings.Repeat("a", 2<<20) + "\r\n--x--\r\n"
		got := k.send(t, attack{path: "/v1/audio/transcriptions", body: chunked(form), headers: []string{"Content-Type: " + hostileForm, "Transfer-Encoding: chunked"}})
		k.isRefusal(t, got, 413, large)
		for _, s := range k.up.await(t) {
			if s.err == nil || len(s.body) > 1<<20 {
				t.Errorf("the account saw %d bytes, error %v", len(s.body), s.err)
			}
		}
	})
	k.works(t)
}

// Two JSON readers that disagree let one request be checked and another be run.
func TestHostileJSON(t *testing.T) {
	k := start(t, newAccount(t), "[[rule]]\nmodels = [\"capped\"]\nforce = { max_tokens = 16 }\nremove = [\"top_k\"]\n")
	const twice, wrong = "duplicate_key", "bad_json"
	var attacks []attack
	add := func(name, code, body string) {
		for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"} {
			attacks = append(attacks, attack{name: name + path[:4] + path[len(path)-5:], path: path, body: body, status: 400, code: code})
		}
	}
	add("model twice", twice, `{"model":"a","model":"b","messages":[]}`)
	add("model twice, once escaped", twice, `{"model":"a","mod\u0065l":"b","messages":[]}`)
	add("stream twice", twice, `{"model":"m1","stream":false,"stream":true,"messages":[]}`)
	add("messages twice", twice, `{"model":"m1","messages":[],"messages":[]}`)
	add("a name of a megabyte", "bad_model", `{"model":"`+strings.Repeat("ab*", 350_000)+`","messages":[]}`)
	add("bytes that are no text", wrong, "{\"model\":\"m1\xff\",\"messages\":[]}")
	add("overlong slash", wrong, "{\"model\":\"m1\xc0\xaf\",\"messages\":[]}")
	add("two values", wrong, hostileChat+hostileChat)
	for _, body := range []string{"[" + hostileChat + "]", "null", `"m1"`, "1"} {
		attacks = append(attacks, attack{name: "no object " + body, path: "/v1/chat/completions", body: body, status: 400, code: wrong})
	}
	attacks = append(attacks, attack{name: "array for Ollama", path: "/" + hostileAddress + "/api/chat", body: "[" + hostileChat + "]", status: 400, code: "bad_type"})
	for _, path := range []string{"show", "pull", "embed", "generate"} {
		attacks = append(attacks, attack{name: "model twice for " + path, path: "/" + hostileAddress + "/api/" + path, body: `{"model":"m1","model":"b"}`, status: 400, code: twice})
	}
	add("byte order mark", wrong, "\xef\xbb\xbf"+hostileChat)
	add("comment", wrong, `{"model":"m1",/*"x":1,*/"messages":[]}`)
	add("trailing comma", wrong, `{"model":"m1","messages":[],}`)
	add("single quotes", wrong, `{'model':'m1'}`)
	add("NaN", wrong, `{"model":"m1","messages":[],"temperature":NaN}`)
	add("leading zero", wrong, `{"model":"m1","messages":[],"n":01}`)
	add("raw line break in a text", wrong, "{\"model\":\"m\n1\",\"messages\":[]}")
	add("cut", wrong, hostileChat[:30])
	add("NUL behind", wrong, hostileChat+"\x00")
	k.refused(t, attacks)
	t.Run("what is odd and harmless passes byte for byte", func(t *testing.T) {
		for _, body := range []string{
			`{"Model":"x","messages":[]}`, `{"model":"m1","MODEL":"x","Stream":true,"messages":[]}`,
			`{"model":"m1","messages":[],"a":1e400,"b":-0,"c":9007199254740993,"d":1.0,"e":{"model":1,"model":2}}`, `{"model":"m1","messages":[{"content":"\ud800"}]}`,
		} {
			k.up.forget()
			got := k.send(t, attack{path: "/v1/chat/completions", body: body})
			if seen := k.up.requests(); got.StatusCode != 200 || len(seen) != 1 || seen[0].body != body {
				t.Errorf("%s: %d %s, the account saw %+v", body, got.StatusCode, got.text, seen)
			}
		}
	})
	t.Run("a rule holds for every copy of a key", func(t *testing.T) {
		for _, body := range []string{
			`{"model":"capped","messages":[],"max_tokens":1,"max_tokens":9999,"top_k":1,"top_k":9999}`,
			`{"max_tokens":1,"model":"capped","messages":[],"max_tok\u0065ns":9999,"top\u005fk":9999}`,
			`{"model":"capped","messages":[],"max_completion_tokens":9999,"max_tokens":9999}`,
		} {
			k.up.forget()
			got := k.send(t, attack{path: "/v1/chat/completions", body: body})
			seen := k.up.requests()
			if got.StatusCode != 200 || len(seen) != 1 || !strings.Contains(seen[0].body, ":16") || strings.Contains(seen[0].body, "9999") || strings.Contains(seen[0].body, "top_k") {
				t.Errorf("%d, the account saw %+v", got.StatusCode, seen)
			}
		}
	})
	k.works(t)
}
