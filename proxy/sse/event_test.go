package sse

import "testing"

func TestData(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		data      string
		single    bool
		none      bool
	}{
		{name: "one line", raw: "data: {\"a\":1}\n\n", data: `{"a":1}`, single: true},
		{name: "without a space", raw: "data:x\n\n", data: "x", single: true},
		{name: "only one space goes", raw: "data:  x \n\n", data: " x ", single: true},
		{name: "colons in the data", raw: "data: a: b:\n\n", data: "a: b:", single: true},
		{name: "CRLF", raw: "data: x\r\n\r\n", data: "x", single: true},
		{name: "CR", raw: "event: e\rdata: x\r\r", data: "x", single: true},
		{name: "behind other fields", raw: "event: e\nid: 1\n: c\ndata: x\nretry: 3\n\n", data: "x", single: true},
		{name: "no colon", raw: "data\n\n", single: true},
		{name: "empty", raw: "data:\n\n", single: true},
		{name: "several", raw: "data: a\ndata:b\nevent: e\ndata\ndata: c\n\n", data: "a\nb\n\nc"},
		{name: "two empty", raw: "data\ndata\n\n", data: "\n"},
		{name: "none", raw: "event: e\n\n", none: true},
		{name: "comment", raw: ": data: x\n\n", none: true},
		{name: "names are exact", raw: "Data: x\ndata : y\n data: z\ndatas: u\n\n", none: true},
		{name: "mark", raw: bom + "data: x\n\n", data: "x", single: true},
		{name: "left-over LF in front", raw: "\ndata: x\r\r", data: "x", single: true},
		{name: "tail", raw: "data: [DONE]", data: "[DONE]", single: true},
		{name: "blank", raw: "\n", none: true},
		{name: "nothing", none: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, single := Data([]byte(c.raw))
			if string(data) != c.data || single != c.single || (data == nil) != c.none {
				t.Errorf("got %q, single %v, nil %v", data, single, data == nil)
			}
		})
	}
}

func TestField(t *testing.T) {
	for _, c := range []struct {
		raw, name, want string
		none            bool
	}{
		{raw: "event: error\ndata: {}\n\n", name: "event", want: "error"},
		{raw: "data: x\r\nevent:message_start\r\n\r\n", name: "event", want: "message_start"},
		{raw: bom + "event: a\n\n", name: "event", want: "a"},
		{raw: "event: a\nevent: b\n\n", name: "event", want: "b"},
		{raw: "id\ndata: x\n\n", name: "id"},
		{raw: "data: event: a\n\n", name: "event", none: true},
		{raw: ": c\n\n", name: "", none: true},
	} {
		if got := Field([]byte(c.raw), c.name); string(got) != c.want || (got == nil) != c.none {
			t.Errorf("%q of %q: %q, nil %v", c.name, c.raw, got, got == nil)
		}
	}
}

func TestIsCommentAndIsDone(t *testing.T) {
	for raw, want := range map[string]bool{
		Comment: true, ":\n\n": true, ": a\r\n: b\r\n\r\n": true, bom + ": a\n\n": true, "\n: a\r\r": true,
		"\n": false, "": false, "data: x\n\n": false, ": a\ndata: x\n\n": false, "x\n\n": false,
	} {
		if got := IsComment([]byte(raw)); got != want {
			t.Errorf("IsComment(%q) = %v", raw, got)
		}
	}
	for data, want := range map[string]bool{"[DONE]": true, " [DONE]\r": true, "[done]": false, `"[DONE]"`: false, "": false} {
		if got := IsDone([]byte(data)); got != want {
			t.Errorf("IsDone(%q) = %v", data, got)
		}
	}
	if data, single := Data([]byte(Done)); !single || !IsDone(data) {
		t.Errorf("Done holds %q", data)
	}
}

func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, raw, data, want string }{
		{"plain", "data: old\n\n", "new", "data: new\n\n"},
		{"without a space", "data:old\n\n", "new", "data:new\n\n"},
		{"a space that would be eaten", "data:old\n\n", " new", "data:  new\n\n"},
		{"a space on the second line", "data:old\n\n", "new\r\n line", "data: new\ndata:  line\n\n"},
		{"no colon", "data\n\n", "new", "data: new\n\n"},
		{"everything else", "event: e\r\n: c\r\ndata: old\r\nid:7\r\nodd\r\n\r\n", "new", "event: e\r\n: c\r\ndata: new\r\nid:7\r\nodd\r\n\r\n"},
		{"CR", "id: 1\rdata: old\r\r", "new", "id: 1\rdata: new\r\r"},
		{"mixed line ends", "event: e\r\ndata: old\nid: 1\r\n\n", "new", "event: e\r\ndata: new\nid: 1\r\n\n"},
		{"several old lines", "data: a\nevent: e\ndata: b\ndata: c\n\n", "new", "data: new\nevent: e\n\n"},
		{"a CR in front of a line that goes", "data: a\rdata: b\n\n", "new", "data: new\n\n"},
		{"several new lines", "data: a\r\nid: 1\r\n\r\n", "x\ny\r\nz\rw", "data: x\r\ndata: y\r\ndata: z\r\ndata: w\r\nid: 1\r\n\r\n"},
		{"empty", "data: a\n\n", "", "data: \n\n"},
		{"mark", bom + "data: a\n\n", "new", bom + "data: new\n\n"},
		{"left-over LF", "\ndata: a\r\r", "new", "\ndata: new\r\r"},
		{"no data", "event: e\r\n\r\n", "new", "event: e\r\ndata: new\r\n\r\n"},
		{"tail", "data: a", "x\ny", "data: x\ndata: y"},
		{"tail without data", "event: e", "new", "event: e\ndata: new\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Replace([]byte("before "), []byte(c.raw), []byte(c.data))
			if string(got) != "before "+c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAppendData(t *testing.T) {
	for data, want := range map[string]string{
		`{"a":1}`: "data: {\"a\":1}\n\n",
		"":        "data: \n\n",
		"a\nb":    "data: a\ndata: b\n\n",
		"a\r\n":   "data: a\ndata: \n\n",
		"a\rb":    "data: a\ndata: b\n\n",
	} {
		if got := AppendData(nil, []byte(data)); string(got) != want {
			t.Errorf("%q gives %q", data, got)
		}
	}
}

func TestEditingAllocatesNothing(t *testing.T) {
	raw, data, dst := []byte("event: e\ndata: {\"a\":1}\n\n"), []byte(`{"a":2}`), make([]byte, 0, 256)
	for name, call := range map[string]func(){
		"Data":       func() { Data(raw) },
		"Field":      func() { Field(raw, "event") },
		"IsComment":  func() { IsComment(raw) },
		"Replace":    func() { dst = Replace(dst[:0], raw, data) },
		"AppendData": func() { dst = AppendData(dst[:0], data) },
	} {
		if n := testing.AllocsPerRun(100, call); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
