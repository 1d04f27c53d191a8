package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

const (
	storeVersion = 1
	storeLists   = 32                  // lists that are kept, the latest
	storeAge     = 30 * 24 * time.Hour // what is older is forgotten
	storeSize    = 32 << 20            // bytes of a file that are read
)

// Stored is one list as the file keeps it.
type Stored struct {
	Fetched time.Time `json:"fetched"`
	Models  []Model   `json:"models"`
}

// store keeps lists over a restart, so that an editor that starts together with
// Keyport, or while the network is away, finds its models. It holds names and
// abilities of models; of the account only a hash, which says nothing to a reader.
type store struct {
	opts Options

	mu    sync.Mutex
	lists map[string]Stored // by key
}

// storeFile is the file.
type storeFile struct {
	Version int               `json:"version"`
	Table   string            `json:"table"` // tableDate when it was written
	Lists   map[string]Stored `json:"lists"`
}

// openStore reads the file. One that cannot be read, or is of another version, is
// as good as none: it is replaced at the next fetch.
func openStore(opts Options) *store {
	s := &store{opts: opts, lists: map[string]Stored{}}
	if opts.File == "" {
		return s
	}
	f, err := os.Open(opts.File)
	if err != nil {
		return s
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, storeSize))
	if err != nil {
		return s
	}
	var file storeFile
	if json.Unmarshal(body, &file) != nil || file.Version != storeVersion {
		return s
	}
	for key, l := range file.Lists {
		if !l.sound(time.Now()) {
			continue
		}
		if file.Table != tableDate {
			for i := range l.Models {
				l.Models[i].Revision = "" // ask again: the table that filled the gaps is another one
			}
		}
		s.lists[key] = l
	}
	return s
}

// sound refuses what this program cannot have written.
func (l Stored) sound(now time.Time) bool {
	if age := now.Sub(l.Fetched); age > storeAge || age < -time.Hour || len(l.Models) > maxModels {
		return false
	}
	return !slices.ContainsFunc(l.Models, func(m Model) bool {
		return m.ID == "" || len(m.ID) > maxID || m.Context < 1 || m.Context >= maxTokens
	})
}

func storeKey(identity string) string {
	hash := sha256.Sum256([]byte("keyport catalogue\x00" + identity))
	return hex.EncodeToString(hash[:])
}

// load gives the list of a source as it was before the restart. ok is false when
// none is kept: what was never fetched is never there.
func (s *store) load(identity string) (l Stored, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok = s.lists[storeKey(identity)]
	return l, ok
}

// save keeps a list and writes the file. Lists of other accounts stay, since at a
// start the keychain may give their keys later.
func (s *store) save(identity string, l Stored) {
	if s.opts.File == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists[storeKey(identity)] = l
	latest := slices.SortedFunc(maps.Keys(s.lists), func(a, b string) int { return s.lists[b].Fetched.Compare(s.lists[a].Fetched) })
	for i, key := range latest {
		if i >= storeLists || l.Fetched.Sub(s.lists[key].Fetched) > storeAge {
			delete(s.lists, key)
		}
	}
	if err := s.write(); err != nil && s.opts.Warn != nil {
		s.opts.Warn(pathless(err))
	}
}

// pathless takes the path out of an error: it names the person.
func pathless(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// write replaces the file: there is no moment without a whole one. Only this
// person may read it.
func (s *store) write() error {
	body, err := json.Marshal(storeFile{Version: storeVersion, Table: tableDate, Lists: s.lists})
	if err != nil {
		return err
	}
	dir := filepath.Dir(s.opts.File)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	leftovers, _ := filepath.Glob(s.opts.File + ".tmp-*") // of a process that was killed
	for _, name := range leftovers {
		_ = os.Remove(name)
	}
	f, err := os.CreateTemp(dir, filepath.Base(s.opts.File)+".tmp-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // when something below fails
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), s.opts.File)
}
