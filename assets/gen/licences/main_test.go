package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestLicencesAreThoseOfWhatIsBuiltIn(t *testing.T) {
	files, err := Files("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../../licences", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not up to date: run go generate ./assets/licences", name)
		}
	}
}

func TestAModuleWithoutALicenceIsNamed(t *testing.T) {
	if _, err := gather(map[string][]string{"x v1": {t.TempDir()}}); err == nil {
		t.Error("nobody noticed")
	}
}
