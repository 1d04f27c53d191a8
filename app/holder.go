package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"

	"keyport/assets"
)

// answerTime bounds the questions to the program on a taken port.
const answerTime = time.Second

// ownerTime bounds the search for its process. Tests have more of it.
var ownerTime = 4 * time.Second

// maxName is the longest name of a process in runes that is shown: programs choose their names themselves.
const maxName = 40

// explain adds to a taken port who holds it, and which port is free instead.
func explain(ctx context.Context, err error) error {
	var taken *errTaken
	if !errors.As(err, &taken) || errors.Is(err, fs.ErrPermission) || taken.by != "" {
		return err
	}
	taken.by = holder(ctx, taken.port)
	if s, err := search(ctx, taken.port+1, true); err == nil {
		s.close()
		taken.free = s.port
	}
	return err
}

// holder names the program on a port, "" when it is not known.
func holder(ctx context.Context, port int) string {
	asked, done := context.WithTimeout(ctx, answerTime)
	defer done()
	says := answerOf(asked, port)
	looked, done := context.WithTimeout(ctx, ownerTime)
	defer done()
	return describe(says, owner(looked, port))
}

// process is a process of this computer; the zero value is one that may not be known.
type process struct {
	pid  int
	name string // of its program file
}

// owner finds the process that listens on a port. The system tells a person
// about their own processes only.
func owner(ctx context.Context, port int) process {
	p := ownerOS(ctx, port)
	p.name = printable(strings.TrimSuffix(p.name, ".exe"))
	return p
}

func printable(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	return name
}

// describe names the program on a port from what it answers and what it is.
// Ollama is the likely one, since Keyport stands in for it; and who else answers
// like Ollama (a forwarded port, a container, another stand-in) is not found by
// looking for Ollama.
func describe(says string, p process) string {
	switch own := strings.ToLower(p.name); {
	case says == saysKeyport && (p.name == "" || own == "keyport"):
		return assets.T("problem.by.keyport")
	case p.name == "":
		return says
	case strings.HasPrefix(own, "ollama") && strings.HasPrefix(says, "Ollama"):
		return says
	case says == saysKeyport:
		return assets.T("problem.by.like_keyport", "name", p.name, "pid", p.pid)
	case says != "":
		return assets.T("problem.by.like", "name", p.name, "pid", p.pid, "other", says)
	}
	return assets.T("problem.by.process", "name", p.name, "pid", p.pid)
}

// saysKeyport is the answer of a Keyport.
const saysKeyport = "Keyport"

var versionField = regexp.MustCompile(`"version"\s*:\s*"([0-9][0-9A-Za-z.+-]{0,30})"`)

// answerOf asks the program on a port who it is: "Ollama 0.21.0", saysKeyport,
// or "" for anything else, whose answer is not shown.
func answerOf(ctx context.Context, port int) string {
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // no proxy: this is loopback
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	get := func(host, path string) string {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s:%d%s", host, port, path), nil)
		if err != nil {
			return ""
		}
		resp, err := client.Do(req)
		if err != nil {
			return ""
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		return string(body)
	}
	for _, host := range []string{"127.0.0.1", "[::1]"} {
		switch strings.TrimSpace(get(host, "/")) {
		case "Ollama is running":
			if m := versionField.FindStringSubmatch(get(host, "/api/version")); m != nil {
				return "Ollama " + m[1]
			}
			return "Ollama"
		case "Keyport":
			return saysKeyport
		}
	}
	return ""
}
