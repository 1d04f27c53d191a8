package update

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// state is what is kept over a restart: when the site was asked, so that it is
// asked once a week however often Keyport starts, and the newest notice, which
// is believed again only because of its signature. Nothing in it is about the person.
type state struct {
	Tried      time.Time `json:"tried,omitzero"` // the last question
	Failed     bool      `json:"failed,omitempty"`
	Text       []byte    `json:"notice,omitempty"`
	Signature  []byte    `json:"signature,omitempty"`
	Skip       string    `json:"skip,omitempty"`        // a version that the person wants to hear of no more
	SkipUrgent bool      `json:"skip_urgent,omitempty"` // also although it ends a fault that endangers keys
}

// maxState is how long the file may be, in bytes: a notice and its signature in base64.
const maxState = 4 * maxNotice

// load reads the file; one that is not there or damaged is an empty one.
func load(file string) (s state, err error) {
	if file == "" {
		return s, nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, err
	case !info.Mode().IsRegular(): // a pipe would hold the start for ever
		return s, errors.New("it is no file")
	}
	f, err := os.Open(file)
	if err != nil {
		return s, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxState))
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return state{}, err
	}
	return s, nil
}

// save writes the file, never half of it.
func save(file string, s state) error {
	if file == "" {
		return nil
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".updates-*") // 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err := errors.Join(err, temp.Close()); err != nil {
		_ = os.Remove(temp.Name())
		return err
	}
	if err := os.Rename(temp.Name(), file); err != nil {
		_ = os.Remove(temp.Name())
		return err
	}
	return nil
}
