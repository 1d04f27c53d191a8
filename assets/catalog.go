package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// A folder per language, in it a file per area: the tray, a page of the window,
// what the running program says.
//
//go:embed texts/*/*.json
var textFiles embed.FS

// catalogs maps a language ("en") to its sentences. It is filled before main and never changed after.
var catalogs = open(textFiles)

// catalog is one language. It is read when its first sentence is asked for: most
// runs of the program need one language, and the command line often none, and
// reading them all would be a third of the time to the first answer.
type catalog struct {
	sentences func() map[string]string
}

// open finds the languages. The files are part of the program and a test reads
// them all, so one that cannot be read is a broken build.
func open(files fs.FS) map[string]*catalog {
	folders, _ := fs.Glob(files, "texts/*") // only a bad pattern is an error
	all := map[string]*catalog{}
	for _, folder := range folders {
		all[path.Base(folder)] = &catalog{sentences: sync.OnceValue(func() map[string]string {
			sentences, err := load(files, folder)
			if err != nil {
				panic("assets: " + err.Error())
			}
			return sentences
		})}
	}
	return all
}

func load(files fs.FS, folder string) (map[string]string, error) {
	names, err := fs.Glob(files, folder+"/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		area := map[string]string{}
		if err := json.Unmarshal(data, &area); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, sentence := range area {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("%s: %s stands in another file too", name, key)
			}
			all[key] = sentence
		}
	}
	return all, nil
}
