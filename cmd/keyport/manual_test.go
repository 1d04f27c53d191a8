//go:build !windows

package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestManualHasEveryCommandAndFlag fails when help is printed in another way
// than the awk program reads it that makes the manual page of Linux packages.
func TestManualHasEveryCommandAndFlag(t *testing.T) {
	var help, page, said bytes.Buffer
	c := &cli{out: &help}
	if err := c.help(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("../../assets/package/linux/manual.awk")
	if err != nil {
		t.Fatal(err)
	}
	awk := exec.Command("awk", string(program))
	awk.Stdin, awk.Stdout, awk.Stderr = &help, &page, &said
	if err := awk.Run(); err != nil || said.Len() > 0 {
		t.Fatalf("awk: %v: %s", err, said.String())
	}
	roff := strings.NewReplacer("-", `\-`)
	for _, cmd := range commands() {
		want := `\fB` + cmd.name + `\fP`
		if cmd.args != "" {
			want += " " + roff.Replace(cmd.args)
		}
		if want += "\n" + roff.Replace(cmd.about) + "\n"; !strings.Contains(page.String(), want) {
			t.Errorf("the manual page lacks %q", want)
		}
	}
	newRunFlags().set.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(page.String(), "\n\\fB\\-\\-"+roff.Replace(f.Name)+`\fP`) {
			t.Errorf("the manual page lacks --%s", f.Name)
		}
	})
}
