package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/keystore"
	"keyport/proxy/upstream"
)

// sentences are what this package tells a person outside of the state, each made anew.
func sentences(d *desk) map[string]string {
	all := map[string]string{}
	say := func(name string, err error) { all[name] = err.Error() }
	for _, kind := range []keystore.Kind{keystore.Missing, keystore.Locked, keystore.TooBig, keystore.Refused, keystore.Unknown} {
		e := &keystore.Error{Kind: kind, Op: "get"}
		say("keychain "+kind.String(), keychainError(e))
	}
	for _, name := range []string{keystore.LoginKeyring, keystore.MacKeychain, keystore.WindowsCredentials, keystore.InMemory, keystore.NoKeychain} {
		all[name] = keychainName(name)
	}
	for _, code := range []string{"rejected", "forbidden", "limited", "no_credit", "web_page", "no_list", "bad_address", "dns", "tls", "timeout", "refused", "proxy", "redirect"} {
		all["check "+code] = checkSentence(&upstream.Problem{Code: code, Message: "English"}, "api.example")
	}
	for _, code := range []string{"key_elsewhere", "keychain_missing", "keychain_locked", "keychain_refused"} {
		k := keyInfo{problem: &upstream.Problem{Code: code, Message: "English"}}
		all["key "+code] = k.why()
		k.origin = "https://api.example"
		all["bound key "+code] = k.why()
	}
	for _, models := range []int{1, 2} {
		all["works "+strings.Repeat("i", models)] = worksSentence(models, true)
		all["answers "+strings.Repeat("i", models)] = worksSentence(models, false)
	}
	_, err := d.upstream("nobody")
	say("account", err)
	_, err = d.client("nobody")
	say("app", err)
	say("not running", notRunning())
	say("gone", requestGone())
	say("conflict", storeError(settings.ErrConflict))
	say("newer", storeError(settings.ErrNewer))
	say("unwritten", storeError(&settings.Error{Code: "internal"}))
	say("invalid", check(settings.Settings{Version: 1}))
	say("window", &control.Error{Message: (&child{}).sentence()})
	return all
}

func TestWhatAPersonIsToldIsTranslated(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	o, err := NewOffline(options(home(t))) // one that runs sets the language itself
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	assets.SetLanguage(assets.English)
	english := sentences(o.desk)
	assets.SetLanguage("de")
	german := sentences(o.desk)
	for name, sentence := range german {
		if sentence == english[name] || sentence == "" || strings.HasPrefix(sentence, "errors.") || strings.HasPrefix(sentence, "keychain.") {
			t.Errorf("%s: English %q, German %q", name, english[name], sentence)
		}
	}
	if english["check dns"] != "Your computer could not find api.example. Check the internet connection and the address." || english["account"] != `There is no account called "nobody".` {
		t.Errorf("English %q", english)
	}
}

// The settings file is read before the language is known, which stands in it.
func TestMistakesInTheFileAreToldInItsLanguage(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	dir := home(t)
	text := "access = \"everyone\"\n[desktop]\nlanguage = \"de\"\n"
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, options(dir))
	if p := r.problem(problemSettings); !strings.Contains(p.Sentence, "Geben Sie clients, open oder passthrough ein.") {
		t.Errorf("%q", p.Sentence)
	}
}
