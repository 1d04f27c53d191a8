package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"keyport/assets"
)

// Conn is the API of a Keyport that runs in another process.
type Conn struct{ http *http.Client }

var _ API = (*Conn)(nil)

// Dial finds the running Keyport of this person; CodeNotRunning when there is none.
func Dial(ctx context.Context) (*Conn, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	return DialDir(ctx, dir)
}

// DialDir is Dial for the socket in dir.
func DialDir(ctx context.Context, dir string) (*Conn, error) {
	path := filepath.Join(dir, socketName)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		d := net.Dialer{Timeout: 5 * time.Second}
		conn, err := d.DialContext(ctx, "unix", path)
		if err != nil && portInstead {
			return dialPort(ctx, dir)
		}
		return conn, err
	}
	return dialBy(ctx, dial)
}

// dialBy looks whether somebody answers, and gives the API of who does.
func dialBy(ctx context.Context, dial func(ctx context.Context, network, address string) (net.Conn, error)) (*Conn, error) {
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, notRunning(err)
	}
	_ = conn.Close()
	return &Conn{http: &http.Client{
		// One connection for one call: opening one costs nothing here, and a
		// POST on a connection that the server is just closing could not be repeated.
		Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func notRunning(cause error) error {
	return &Error{Code: CodeNotRunning, Message: assets.T("errors.not_running"), Cause: cause}
}

// send posts in and gives the answer when it is a good one.
func (c *Conn) send(ctx context.Context, route string, in any) (*http.Response, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, internal(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+hostName+route, bytes.NewReader(body))
	if err != nil {
		return nil, internal(err)
	}
	req.Header.Set("Content-Type", contentTypeJSON)
	req.Header.Set(versionHeader, assets.Version)
	resp, err := c.http.Do(req)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, &Error{Code: CodeInternal, Message: assets.T("errors.late"), Cause: err}
	default:
		return nil, notRunning(err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	e := &Error{}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBody)).Decode(e); err != nil || e.Message == "" {
		return nil, internal(errors.Join(err, fmt.Errorf("control answered %s", resp.Status)))
	}
	return nil, e
}

func internal(cause error) error {
	return &Error{Code: CodeInternal, Message: assets.T("errors.answer"), Cause: cause}
}

func ask[Out any](ctx context.Context, c *Conn, route string, in any) (Out, error) {
	var out Out
	resp, err := c.send(ctx, route, in)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		if ctx.Err() != nil || errors.Is(err, io.ErrUnexpectedEOF) {
			return out, notRunning(err)
		}
		return out, internal(err)
	}
	return out, nil
}

func tell(ctx context.Context, c *Conn, route string, in any) error {
	_, err := ask[nothing](ctx, c, route, in)
	return err
}
