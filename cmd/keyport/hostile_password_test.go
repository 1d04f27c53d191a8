package main_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// keyport runs a subcommand against the running program.
func (k *target) keyport(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("keyport", args...)
	cmd.Env = k.cmd.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("keyport %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// word gives what stands behind a name in the output of a subcommand.
func word(t *testing.T, out, name string) string {
	t.Helper()
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(rest)
		}
	}
	t.Fatalf("no %s in %q", name, out)
	return ""
}

// Who guesses is noticed. Nobody is locked out or made to wait: that would be a
// way for every program to stop the apps of the person.
func TestHostileGuessing(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	const notice = "has tried wrong passwords"
	guess := func(n int) {
		t.Helper()
		for i := range n {
			a := attack{path: "/v1/chat/completions", body: hostileChat, anonymous: true, status: 401, code: "password_required"}
			switch i % 5 {
			case 0:
				a.headers = []string{fmt.Sprintf("Authorization: Bearer %s%d", hostilePassword[:20], i)}
			case 1:
				a.headers = []string{fmt.Sprintf("x-api-key: kp-%026d", i)}
			case 2:
				a.headers = []string{fmt.Sprintf("api-key: %d", i)}
			case 3:
				a.headers = []string{"Authorization: Basic YTpi"}
			default:
				a.path, a.status, a.code = fmt.Sprintf("/%s%07d/api/tags", hostileAddress[:20], i), 404, "path_not_allowed"
			}
			got := k.send(t, a)
			if k.isRefusal(t, got, a.status, a.code); got.Header.Get("Retry-After") != "" {
				t.Error("they are told to wait")
			}
		}
	}
	k.up.forget()
	guess(19)
	if out := k.keyport(t, "status"); strings.Contains(out, notice) {
		t.Errorf("told after 19 tries: %s", out)
	}
	guess(1)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		out := k.keyport(t, "status")
		if strings.HasPrefix(out, "A program on this computer has tried wrong passwords\n") && strings.Contains(out, "! A program on this computer has tried wrong passwords since ") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not told: %s", out)
		}
	}
	guess(200)
	if seen := k.up.requests(); len(seen) != 0 {
		t.Errorf("the account saw %d requests", len(seen))
	}
	k.works(t)
}

// An app whose password is renewed is shut out, or has an hour; what runs goes
// on, and other apps feel nothing.
func TestHostileOldPassword(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	other := word(t, k.keyport(t, "client", "add", "Zed"), "password")
	hold := make(chan struct{})
	k.up.answers(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"},\"finish_reason\":null}]}\n\n")
		w.(http.Flusher).Flush()
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
		fmt.Fprint(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"last\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	})
	req, err := http.NewRequest(http.MethodPost, "http://"+k.addr+"/v1/chat/completions", strings.NewReader(`{"stream":true,`+hostileChat[1:]))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+hostilePassword)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	stream, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewReader(stream.Body)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "first") {
		t.Fatalf("%q %v", line, err)
	}
	k.up.answers(nil)

	with := func(password string) int {
		return k.send(t, attack{path: "/v1/chat/completions", body: hostileChat, anonymous: true, headers: []string{"Authorization: Bearer " + password}}).StatusCode
	}
	at := func(address string) int {
		return k.send(t, attack{path: "/" + address + "/api/tags", anonymous: true}).StatusCode
	}
	out := k.keyport(t, "client", "rotate", "--keep-old", "env")
	next := word(t, out, "password")
	ends := time.Now().Add(time.Hour)
	if until := word(t, out, "old password valid until "); !strings.HasPrefix(until, ends.Format("15:04")) && !strings.HasPrefix(until, ends.Add(-time.Minute).Format("15:04")) {
		t.Errorf("until %s", until)
	}
	if list := k.keyport(t, "client", "list"); !strings.Contains(list, "old password valid until ") || !strings.Contains(list, "old private address valid until ") {
		t.Errorf("the list: %s", list)
	}
	if a, b, c, d := with(hostilePassword), at(hostileAddress), with(next), with(other); a != 200 || b != 200 || c != 200 || d != 200 {
		t.Errorf("with the old ones for an hour: old %d and %d, new %d, another app %d", a, b, c, d)
	}
	last := word(t, k.keyport(t, "client", "rotate", "env"), "password")
	if a, b, c, d, e := with(hostilePassword), at(hostileAddress), with(next), with(last), with(other); a != 401 || b != 404 || c != 401 || d != 200 || e != 200 {
		t.Errorf("with the old ones ended: old %d and %d, the one between %d, new %d, another app %d", a, b, c, d, e)
	}
	if list := k.keyport(t, "client", "list"); strings.Contains(list, "until") {
		t.Errorf("the list: %s", list)
	}
	close(hold)
	if rest, err := io.ReadAll(lines); err != nil || !strings.Contains(string(rest), "last") || !strings.Contains(string(rest), "[DONE]") {
		t.Errorf("the stream that ran ended with %v: %q", err, rest)
	}
}
