package chat

import (
	"strings"
	"testing"

	"keyport/proxy/sse"
)

// Copilot cuts streams at \n, takes every line that is no comment for data, and
// logs an error for what it cannot parse.
func TestPrivateAddressesGetDataLinesAndBareNewlinesOnly(t *testing.T) {
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	out, s := run(Options{Repair: true},
		crlf(": OPENROUTER PROCESSING\n\n"), "event: ping\n\n", "retry: 3000\n\n", "\r\n", "id: 1\n"+event("a"), crlf(stop), "event: done\r\ndata: [DONE]\r\n\r\n")
	for line := range strings.SplitSeq(out, "\n") {
		if line != "" && line[0] != ':' && !strings.HasPrefix(line, "data: ") || strings.Contains(line, "\r") {
			t.Errorf("a line that Copilot cannot read: %q", line)
		}
	}
	if !s.Done || !strings.HasSuffix(out, sse.Done) || !strings.HasPrefix(out, ":") {
		t.Errorf("%q", out)
	}
	if content, _ := said(t, out); content != "a" {
		t.Errorf("content %q", content)
	}
	out, s = run(Options{Repair: true}, "event: error\r\ndata: {\"error\":{\"message\":\"x\",\"code\":\"y\"}}\r\n\r\n")
	if out != `data: {"error":{"message":"x","code":"y"}}`+"\n\n" || !s.Failed {
		t.Errorf("%q", out)
	}
}
