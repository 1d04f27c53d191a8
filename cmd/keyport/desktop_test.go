//go:build linux

package main_test

import (
	"encoding/json"
	"image"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyport/ui/desktoptest"
)

// apiKey is a key of a provider that has no prefix of its own.
const apiKey = "sk-desktop-7f3a9c41d0e25b86-Qz"

// A person's first day: Keyport stands in the tray, a key is typed into its
// window, an editor talks through it, it is paused, resumed and ended. Every
// step needs the one before, so they are one test.
func TestFirstDayOnADesktop(t *testing.T) {
	r := &desktopRun{t: t, Desktop: desktoptest.Start(t, desktoptest.Options{}), ended: make(chan error, 1)}
	r.upstream = startLLM(t, apiKey)
	r.build()
	for _, step := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"the icon comes into the tray", r.iconAppears},
		{"the window opens, as there is no key yet", r.windowOpens},
		{"a typed key ends in the keyring and nowhere else", r.keyIsSaved},
		{"an editor finds models and gets an answer without thoughts", r.editorIsAnswered},
		{"Pause in the tray menu refuses requests, Resume answers them", r.pauseAndResume},
		{"a closed window comes back by the menu and by a click on the icon", r.windowComesBack},
		{"Quit ends both programs", r.quit},
	} {
		ok := t.Run(step.name, func(t *testing.T) {
			r.Within(t)
			step.do(t)
		})
		if !ok {
			return
		}
	}
}

func (r *desktopRun) iconAppears(t *testing.T) {
	r.showMessages(t)
	empty := r.Image()
	r.start(t)
	r.item = r.WaitTrayItem("keyport")
	icon := r.icon()
	r.WaitFor("the icon's picture", func() bool { return desktoptest.Differ(empty, r.Image(), icon) > 20 })
	r.Shot("1-icon")
}

// icon is the part of the screen with the tray icon.
func (r *desktopRun) icon() image.Rectangle {
	centre := r.TrayIconCenter()
	return image.Rectangle{centre, centre}.Inset(-10)
}

// shown waits until the tray icon and the window's status line tell a new state.
func (r *desktopRun) shown(before *image.RGBA) {
	line := r.WindowGeometry(r.FindWindow("Keyport"))
	line.Min.Y = line.Max.Y - 32
	icon := r.icon()
	r.WaitFor("the new state in the tray and in the window", func() bool {
		now := r.Image()
		return desktoptest.Differ(before, now, icon) > 20 && desktoptest.Differ(before, now, line) > 20
	})
}

func (r *desktopRun) windowOpens(t *testing.T) {
	id := r.WaitWindow("Keyport")
	r.WaitFor("the window's connection", func() bool { return r.status(t).Window })
	r.WaitStill(r.WindowGeometry(id))
	r.Shot("2-window")
}

func (r *desktopRun) keyIsSaved(t *testing.T) {
	// By keyboard, as it must be possible anyway. The first run begins in the field
	// of the key; behind it are Paste, whose key it is (the last choice is a server
	// of one's own), and that server's address.
	r.Type(apiKey)
	r.Key("Tab", "Tab", "Left", "Tab")
	r.Type(r.upstream.URL + "/v1")
	r.Shot("3-typed")
	before := r.Image()
	r.Key("Return")
	var saved string
	r.WaitFor("the key in the keyring", func() (ok bool) {
		saved, ok = r.SecretLookup("service", "Keyport", "username", "other")
		return ok
	})
	if saved != apiKey {
		t.Errorf("the keyring holds another key (%d bytes)", len(saved))
	}
	r.WaitFor("the state ready", func() bool { return r.status(t).State == "ready" })
	r.shown(before)
	r.Shot("4-saved")

	r.address = r.keyport(t, "url")
	_, r.secret, _ = strings.Cut(strings.TrimPrefix(r.address, "http://127.0.0.1:"), "/")
	if len(r.secret) < 16 || !strings.HasPrefix(r.address, "http://127.0.0.1:") {
		t.Fatalf("this is no private address: %q", r.address)
	}
	r.nowhereOnDisk(t, apiKey, r.secret)
}

// editorIsAnswered does what Copilot Chat does with an Ollama server.
func (r *desktopRun) editorIsAnswered(t *testing.T) {
	var version struct{ Version string }
	r.ask(t, http.MethodGet, "/api/version", "", &version)
	if version.Version == "" {
		t.Error("there is no version")
	}
	var tags struct{ Models []struct{ Model string } }
	r.ask(t, http.MethodGet, "/api/tags", "", &tags)
	if len(tags.Models) != 1 || !strings.HasPrefix(tags.Models[0].Model, llmModel) {
		t.Fatalf("the models are %+v", tags.Models)
	}
	model := tags.Models[0].Model
	var show struct {
		Capabilities []string
		ModelInfo    map[string]any `json:"model_info"`
	}
	r.ask(t, http.MethodPost, "/api/show", `{"model":"`+model+`"}`, &show)
	if architecture, _ := show.ModelInfo["general.architecture"].(string); architecture == "" || show.ModelInfo[architecture+".context_length"] == nil {
		t.Errorf("Copilot cannot read the model's size: %+v", show)
	}
	if !strings.Contains(strings.Join(show.Capabilities, " "), "tools") {
		t.Errorf("the model is not offered to agents: %v", show.Capabilities)
	}

	status, body := r.chat(t, model)
	text, done := "", false
	for line := range strings.Lines(body) {
		data, ok := strings.CutPrefix(strings.TrimSpace(line), "data:")
		if !ok {
			continue
		}
		if data = strings.TrimSpace(data); data == "[DONE]" {
			done = true
			continue
		}
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
		}
		if err := json.Unmarshal([]byte(data), &chunk); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		for _, c := range chunk.Choices {
			text += c.Delta.Content
		}
	}
	if status != http.StatusOK || text != llmAnswer || !done {
		t.Errorf("status %d, text %q, ended %v", status, text, done)
	}
	if strings.Contains(body, "must not") || strings.Contains(body, "think") {
		t.Errorf("a thought came through:\n%s", body)
	}
	chats, refused, sent, names := r.upstream.received()
	if chats != 1 || refused != 0 || !strings.Contains(sent, "Say hello") {
		t.Errorf("the upstream answered %d chats, refused %d requests, was last sent %s", chats, refused, sent)
	}
	for _, name := range []string{"x-request-id", "openai-intent", "x-initiator", "cookie", "x-forwarded-for"} {
		if names[name] {
			t.Errorf("the upstream was sent %s", name)
		}
	}
}

func (r *desktopRun) pauseAndResume(t *testing.T) {
	before := r.Image()
	r.item.Click("Pause", "Pause until I resume")
	r.WaitFor("the pause", func() bool { return r.status(t).Paused })
	if status, body := r.chat(t, llmModel); status != http.StatusServiceUnavailable {
		t.Errorf("while paused a chat got %d %s", status, body)
	}
	if chats, _, _, _ := r.upstream.received(); chats != 1 {
		t.Errorf("the upstream was asked during the pause")
	}
	r.shown(before)
	r.Shot("5-paused")
	r.item.Click("Resume")
	r.WaitFor("the end of the pause", func() bool { return !r.status(t).Paused })
	if status, body := r.chat(t, llmModel); status != http.StatusOK || !strings.Contains(body, "[DONE]") {
		t.Errorf("after the pause a chat got %d %s", status, body)
	}
}

func (r *desktopRun) windowComesBack(t *testing.T) {
	for name, open := range map[string]func(){
		"the menu": func() { r.item.Click("Open Keyport") },
		"the icon": func() { centre := r.TrayIconCenter(); r.Click(centre.X, centre.Y) },
	} {
		r.closeWindow(t)
		open()
		r.WaitWindow("Keyport")
		r.WaitFor("the window's connection by "+name, func() bool { return r.status(t).Window })
		if state := r.status(t).State; state != "ready" {
			t.Errorf("opening the window by %s made Keyport %s", name, state)
		}
	}
	r.toldOnce(t)
}

func (r *desktopRun) quit(t *testing.T) {
	r.item.Click("Quit Keyport")
	select {
	case err := <-r.ended:
		if err != nil {
			t.Errorf("keyport ended with %v", err)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("keyport still runs 15 s after Quit")
	}
	r.WaitFor("the end of the icon", r.item.Gone)
	r.WaitFor("the end of every process of ours", func() bool {
		for _, pid := range r.Processes() {
			exe, _ := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe"))
			if filepath.Dir(exe) == filepath.Dir(r.program) {
				return false
			}
		}
		return true
	})
	r.toldOnce(t)
	r.nowhereOnDisk(t, apiKey, r.secret)
}
