//go:build linux

package main_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// page is the hostile page at one place. Its fields are what its script knows.
type page struct {
	Name     string `json:"page"`
	Target   string `json:"target"` // host:port of Keyport
	Address  string `json:"address"`
	Password string `json:"password"`
	Server   string `json:"server"` // of the page
	Opaque   bool   `json:"opaque"` // its origin is "null"
	Public   bool   `json:"public"` // the browser takes it for one of the internet
	Next     string `json:"next"`   // where the browser goes when the page is done

	at string // its own address
}

// report is what a page has to say at its end.
type report struct {
	page       string
	Results    []struct{ Name, Read, Failed string }
	Registered int      // service workers
	Timings    []string // what the browser's clock tells of answers
}

// site is the web server of the pages, with all that a hostile one has.
type site struct {
	*httptest.Server
	t       *testing.T
	port    string // ":PORT"
	public  bool   // the browser takes the pages for those of the internet
	reports chan report
	journal journal

	mu    sync.Mutex
	pages map[string]page
}

func newSite(t *testing.T, public bool) *site {
	t.Helper()
	s := &site{t: t, public: public, pages: map[string]page{}, reports: make(chan report, 20)}
	mux := http.NewServeMux()
	for path, answer := range map[string]http.HandlerFunc{
		"/page": s.show, "/frames": s.frames, "/seen": s.seen, "/done": s.done, "/redirect": redirect,
		"/refresh": func(w http.ResponseWriter, r *http.Request) {
			document(w, `<meta http-equiv="refresh" content="0; url=`+html.EscapeString(r.URL.Query().Get("to"))+`">`)
		},
		"/broken": func(_ http.ResponseWriter, r *http.Request) {
			what, _ := io.ReadAll(r.Body)
			t.Errorf("the script of a page failed: %s", what)
		},
		"/back": func(w http.ResponseWriter, _ *http.Request) {
			document(w, `<script>onload = () => setTimeout(() => history.back())</script>`)
		},
	} {
		mux.HandleFunc(path, answer)
	}
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	s.port = ":" + port
	return s
}

// chain sets where the pages are and leads from each to the next; the last two
// are frames in one page.
func (s *site) chain(pages []page, frames ...page) (first string) {
	next := ""
	if len(frames) > 0 {
		next = s.URL + "/frames"
	}
	for i := len(pages) - 1; i >= 0; i-- {
		pages[i].Next = next
		next = pages[i].at
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range append(pages, frames...) {
		p.Server, p.Public = s.URL, s.public
		s.pages[p.Name] = p
	}
	return next
}

func (s *site) page(name string) page {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages[name]
}

func document(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html>\n"+text)
}

// show answers with a page.
func (s *site) show(w http.ResponseWriter, r *http.Request) {
	p := s.page(r.URL.Query().Get("name"))
	if s.public {
		w.Header().Add("Content-Security-Policy", "treat-as-public-address")
	}
	// The page breaks this rule at once, and the browser posts that to the target.
	w.Header().Set("Content-Security-Policy-Report-Only", fmt.Sprintf("img-src 'none'; report-uri http://%s/%s/api/chat?attempt=%s.csp.0", p.Target, p.Address, p.Name))
	document(w, s.text(p))
}

// frames shows the page in a sandbox and as a data: address, both without an origin.
func (s *site) frames(w http.ResponseWriter, _ *http.Request) {
	document(w, `<iframe sandbox="allow-scripts allow-forms allow-popups" src="/page?name=sandboxed"></iframe>`+
		`<iframe src="data:text/html;charset=utf-8,`+html.EscapeString(url.PathEscape(s.text(s.page("data"))))+`"></iframe>`)
}

// text is the HTML of a page, all in one.
func (s *site) text(p page) string {
	setup, err := json.Marshal(p)
	if err != nil {
		s.t.Error(err)
	}
	text := "<meta charset=utf-8>\n<title>A hostile page</title>\n<body>\n<script>\nconst setup = " + string(setup) + ";\n" +
		"onerror = (what) => fetch(setup.server + '/broken', { method: 'POST', mode: 'no-cors', body: setup.page + ': ' + what });\n</script>\n<script>\n"
	for _, name := range []string{"attempts", "requests", "elements", "threads", "windows", "run"} {
		script, err := os.ReadFile(filepath.Join("testdata", "browser", name+".js"))
		if err != nil {
			s.t.Error(err)
		}
		text += string(script)
	}
	return text + "</script>\n"
}

// seen answers when Keyport has answered an attempt.
func (s *site) seen(_ http.ResponseWriter, r *http.Request) {
	times, _ := strconv.Atoi(r.URL.Query().Get("times"))
	s.journal.await(r.Context(), r.URL.Query().Get("attempt"), times)
}

func (s *site) done(_ http.ResponseWriter, r *http.Request) {
	got := report{page: r.URL.Query().Get("page")}
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		s.t.Errorf("the report of the page %s: %v", got.page, err)
	}
	s.reports <- got
}

func redirect(w http.ResponseWriter, r *http.Request) {
	status, err := strconv.Atoi(r.URL.Query().Get("status"))
	if err != nil {
		status = http.StatusFound
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Location", r.URL.Query().Get("to"))
	w.WriteHeader(status)
}

// await gives the reports of all pages.
func (s *site) await(b *browser) (all []report) {
	s.t.Helper()
	for range s.pages {
		select {
		case r := <-s.reports:
			all = append(all, r)
		case <-b.ended:
			s.t.Fatalf("the browser ended:\n%s", b.said())
		case <-time.After(3 * time.Minute): // a page takes some seconds, of which a busy machine makes many
			s.t.Fatalf("only %d pages of %d came to their end; the browser said:\n%s", len(all), len(s.pages), b.said())
		}
	}
	return all
}

// count is the number of attempts on a page by kind.
func (r report) count() map[string]int {
	n := map[string]int{}
	for _, x := range r.Results {
		n[nameParts(x.Name)[1]]++
	}
	return n
}

// of gives the requests of one page.
func of(all []passed, page string) (some []passed) {
	for _, p := range all {
		if strings.EqualFold(p.page(), page) {
			some = append(some, p)
		}
	}
	return some
}
