// Command licences gathers the licences of the modules that the two programs of
// Keyport are built from, on any of the three systems. It is run by hand (go
// generate) after go.mod changed; a test compares its work with what is committed.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const rule = "------------------------------------------------------------\n"

func main() {
	files, err := Files("../..")
	for name, text := range files {
		err = errors.Join(err, os.WriteFile(name, text, 0o644))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// Files gives the texts by their names in assets/licences; root is the folder of go.mod.
func Files(root string) (map[string][]byte, error) {
	own, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		return nil, err
	}
	folders, err := modules(root)
	if err != nil {
		return nil, err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	folders["Go, its standard library"] = []string{strings.TrimSpace(string(goroot))}
	text, err := gather(folders)
	return map[string][]byte{"keyport.txt": own, "modules.txt": text}, err
}

// modules gives the folders with code in use of every module, by "path version".
func modules(root string) (map[string][]string, error) {
	all := map[string][]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", "./cmd/keyport", "./cmd/keyport-window")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		var failed bytes.Buffer
		cmd.Stderr = &failed
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, failed.Bytes())
		}
		for line := range strings.Lines(string(out)) {
			part := strings.Split(strings.TrimSpace(line), "\t")
			if len(part) != 3 {
				continue
			}
			// A licence may stand beside code that was copied from elsewhere.
			for dir := part[2]; ; dir = filepath.Dir(dir) {
				if !slices.Contains(all[part[0]], dir) {
					all[part[0]] = append(all[part[0]], dir)
				}
				if dir == part[1] || len(dir) <= len(part[1]) {
					break
				}
			}
		}
	}
	return all, nil
}

// named are the files that hold terms.
var named = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|ofl)([.-].*)?$`)

// gather puts the texts one after the other, each once, under the modules it is of.
func gather(folders map[string][]string) ([]byte, error) {
	under := map[string][]string{}
	for name, dirs := range folders {
		found := false
		for _, dir := range dirs {
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil, err
			}
			for _, e := range entries {
				if !e.Type().IsRegular() || !named.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
					continue
				}
				text, err := os.ReadFile(filepath.Join(dir, e.Name()))
				if err != nil {
					return nil, err
				}
				clean := tidy(string(text))
				if !slices.Contains(under[clean], name) {
					under[clean] = append(under[clean], name)
				}
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("%s: %w: no licence", name, fs.ErrNotExist)
		}
	}
	var parts []string
	for text, names := range under {
		slices.Sort(names)
		parts = append(parts, strings.Join(names, "\n")+"\n\n"+text)
	}
	slices.Sort(parts)
	return []byte(strings.Join(parts, rule)), nil
}

// tidy spells line ends one way, and leaves no line that looks like the rule between two texts.
func tidy(text string) string {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\n\f")
		if line+"\n" == rule {
			line += "-"
		}
		lines = append(lines, line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n"
}
