package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"keyport/keystore"
	"keyport/proxy/upstream"
)

func TestModelsAreKeptOnlyWhereAFileIsNamed(t *testing.T) {
	p := newProvider(t)
	for _, name := range []string{"models.json", ""} {
		dir := home(t)
		write(t, dir, upstreamAt(p))
		opts := options(dir)
		opts.Keystore = keystore.Memory()
		if err := opts.Keystore.Set(t.Context(), keyAccount("openai"), goodKey); err != nil {
			t.Fatal(err)
		}
		if err := opts.Keystore.Set(t.Context(), originAccount("openai"), upstream.Origin(p.URL)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "cache", "models.json")
		if name != "" {
			opts.CatalogFile = file
		}
		r := begin(t, dir, opts)
		if _, err := r.proxy.Models(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); (name == "") != errors.Is(err, os.ErrNotExist) {
			t.Errorf("file %q: %v", name, err)
		}
	}
}

func TestTheUsualPlaceIsTheCacheFolder(t *testing.T) {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	path, err := CatalogPath()
	if err != nil || filepath.Dir(filepath.Dir(path)) != cache || filepath.Base(path) != "models.json" {
		t.Errorf("%s %v", path, err)
	}
}
