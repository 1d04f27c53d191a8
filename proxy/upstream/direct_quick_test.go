package upstream

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// headOf is a trip on which an answer has come.
func headOf(answer string, method string) *trip {
	in := bufio.NewReader(strings.NewReader(answer))
	_, _ = in.Peek(1)
	return &trip{line: &line{in: in}, req: &http.Request{Method: method}}
}

// quickly is what receive does first.
func quickly(t *trip) *http.Response {
	if head := t.headHere(); head != nil {
		return t.quick(head)
	}
	return nil
}

var usual = ok + "Content-Type: application/json\r\nContent-Length: 13\r\nDate: Fri, 20 Nov 2026 15:37:55 GMT\r\nServer: uvicorn\r\nX-Request-Id: 1\r\n\r\n{\"choices\":1}"

// FuzzQuick: what is read here is read as net/http reads it.
func FuzzQuick(f *testing.F) {
	f.Add(usual)
	f.Add("HTTP/1.1 200 \r\nX\r\nContent-Length: 1\r\n\r\n")
	for _, s := range shapes() {
		f.Add(s.answer)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		q := headOf(answer, http.MethodPost)
		is := quickly(q)
		if is == nil {
			if n := q.in.Buffered(); n != min(len(answer), q.in.Size()) {
				t.Fatalf("%q: %d bytes are left", answer, n)
			}
			return
		}
		n := headOf(answer, http.MethodPost)
		want, err := http.ReadResponse(n.in, n.req)
		if err != nil {
			t.Fatalf("%q: %v", answer, err)
		}
		body, err := io.ReadAll(is.Body)
		wantBody, wantErr := io.ReadAll(want.Body)
		if !bytes.Equal(body, wantBody) || (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: body %q, %v; want %q, %v", answer, body, err, wantBody, wantErr)
		}
		is.Body, want.Body, want.Request = nil, nil, nil
		if !reflect.DeepEqual(is, want) {
			t.Fatalf("%q:\n%+v, want\n%+v", answer, is, want)
		}
	})
}

func TestQuickReadsWhatIsUsual(t *testing.T) {
	if q := headOf(usual, http.MethodPost); quickly(q) == nil {
		t.Error("it does not")
	}
	if q := headOf(usual, http.MethodHead); quickly(q) != nil {
		t.Error("the head alone has no body")
	}
}

func BenchmarkReadHead(b *testing.B) {
	r := strings.NewReader(usual)
	t := headOf(usual, http.MethodPost)
	for name, read := range map[string]func(){
		"here":     func() { quickly(t) },
		"net/http": func() { _, _ = http.ReadResponse(t.in, t.req) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Reset(usual)
				t.in.Reset(r)
				_, _ = t.in.Peek(1)
				read()
			}
		})
	}
}
