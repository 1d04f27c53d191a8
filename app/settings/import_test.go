package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestImportTakesOverWhatEachProxyHad(t *testing.T) {
	m, _ := env(
		"UPSTREAM_URL", "https://llm.example/v1", "UPSTREAM_AUTHORIZATION", "bearer  sk-up", "LOCAL_AUTH_TOKEN", "tok", "LOCAL_OLLAMA_SECRET", "a-secret-path-of-some-length",
		"LOCAL_PATH_PREFIX", "/team", "https_proxy", "http://proxy.example:3128", "LLM_PARAMS", "model=fast,upstream_model_name=real,top_k=5", "THINK_TAG", "<t>", "API_REQUEST_TIMEOUT", "3000",
	)
	next, secrets, done, warnings := Import(m, Default())
	if errs, _ := next.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	u := next.Upstreams[0]
	if u.URL != "https://llm.example/v1" || u.Proxy != "http://proxy.example:3128" || next.Listen.Prefix != "/team" || len(next.Rules) != 1 || len(next.Aliases) != 1 || next.Think.Tags[0] != "<t>" {
		t.Errorf("%+v", next)
	}
	if secrets.Keys[u.Name].Reveal() != "sk-up" || secrets.Passwords["env"].Reveal() != "tok" || secrets.Addresses["env"].Reveal() != "a-secret-path-of-some-length" {
		t.Error("secrets are missing")
	}
	if len(warnings) > 0 || len(done) != 10 {
		t.Errorf("%q\n%q", done, warnings)
	}
	again, _, _, _ := Import(m, next)
	if !reflect.DeepEqual(again, next) {
		t.Error("a second import changes something")
	}
}

func TestImportNamesWhatItCannotTakeOver(t *testing.T) {
	names := []string{"HOST_PORT", "DB_ADDRESS", "PROXY_KEY", "MODEL_RATE_LIMIT", "OPENAI_KEY", "GATEKEEPER", "QUEUE_MODE", "DEBUG", "MY_OWN"}
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, name, "x")
	}
	m, _ := env(append(pairs, "EMPTY", "", "UPSTREAM_AUTHORIZATION", "Basic abc")...)
	next, secrets, done, warnings := Import(m, Default())
	for _, name := range append(names, "UPSTREAM_AUTHORIZATION") {
		found := 0
		for _, w := range warnings {
			if strings.HasPrefix(w, name+" ") {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s is named %d times in %q", name, found, warnings)
		}
	}
	if len(warnings) != len(names)+1 || len(done) > 0 || len(secrets.Keys) > 0 || !reflect.DeepEqual(next, Default()) {
		t.Errorf("%q %q", done, warnings)
	}
}

func TestImportOfNamedSecrets(t *testing.T) {
	m, _ := env("KEYPORT_KEY_OPENAI", "sk-1", "OPENAI_API_KEY", "sk-2", "KEYPORT_PASSWORD_VS_CODE", "pw", "KEYPORT_KEY_OTHER", "sk-3")
	_, secrets, done, warnings := Import(m, Default())
	if secrets.Keys["openai"].Reveal() != "sk-1" || len(secrets.Keys) != 1 || secrets.Passwords["VS Code"].Reveal() != "pw" || len(done) != 2 {
		t.Errorf("%v %q", len(secrets.Keys), done)
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "KEYPORT_KEY_OTHER ") {
		t.Errorf("%q", warnings)
	}
}
