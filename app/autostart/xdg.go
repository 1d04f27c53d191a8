package autostart

import (
	"context"
	"os"
	"path/filepath"
)

// xdg is the place of the Desktop Application Autostart Specification: a folder
// of the person, whose files stand before those of the computer.
type xdg struct {
	own      string   // the folder of the person
	others   []string // those of the computer, the first one counts most
	desktops string   // XDG_CURRENT_DESKTOP
}

// newXDG finds the folders by the XDG Base Directory Specification. Paths there that are not absolute count as unset.
func newXDG(getenv func(string) string) (place, error) {
	config, systems := getenv("XDG_CONFIG_HOME"), getenv("XDG_CONFIG_DIRS")
	if !filepath.IsAbs(config) {
		home := getenv("HOME")
		if !filepath.IsAbs(home) {
			return nil, &Error{Why: NoFolder}
		}
		config = filepath.Join(home, ".config")
	}
	if systems == "" {
		systems = "/etc/xdg"
	}
	p := xdg{own: filepath.Join(config, "autostart"), desktops: getenv("XDG_CURRENT_DESKTOP")}
	for _, dir := range filepath.SplitList(systems) {
		if filepath.IsAbs(dir) {
			p.others = append(p.others, filepath.Join(dir, "autostart"))
		}
	}
	return p, nil
}

func (p xdg) file() string { return filepath.Join(p.own, ID+".desktop") }

func (p xdg) look(context.Context) (found, error) {
	for _, dir := range append([]string{p.own}, p.others...) {
		path := filepath.Join(dir, ID+".desktop")
		text, err := readPlain(path)
		if missing(err) {
			continue
		}
		if err != nil {
			return found{where: path}, failed(path, err)
		}
		f := readEntry(text, p.desktops)
		f.where = path
		return f, nil
	}
	return found{}, nil
}

func (p xdg) write(program string) error {
	text, err := desktopEntry(program)
	if err != nil {
		return &Error{Why: BadPath, Path: program, Err: err}
	}
	return failed(p.file(), replace(p.file(), text))
}

// remove takes the person's entry away, and takes back one of the computer's where there is one.
func (p xdg) remove() error {
	for _, dir := range p.others {
		if _, err := os.Stat(filepath.Join(dir, ID+".desktop")); err == nil {
			return failed(p.file(), replace(p.file(), hiddenEntry))
		}
	}
	return failed(p.file(), unlink(p.file()))
}

func (p xdg) writable() error { return failed(p.own, writableDir(p.own)) }
