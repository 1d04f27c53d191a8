package update

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// fetchTime is how long the notice and its signature may take together. Tests have less of it.
var fetchTime = 10 * time.Second

// signed is where minisign keeps the signature of a file: beside it.
const signed = ".minisig"

// fetch asks for the notice and its signature. way goes out as the person's
// settings say; as a RoundTripper it follows no redirect and keeps no cookie.
func (s Source) fetch(ctx context.Context, way http.RoundTripper) (n Notice, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	if n.Text, err = get(ctx, way, s.address.String()); err != nil {
		return n, err
	}
	beside := *s.address
	beside.Path += signed
	n.Signature, err = get(ctx, way, beside.String())
	return n, err
}

func get(ctx context.Context, way http.RoundTripper, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "Keyport") // without a version: it would tell people apart
	resp, err := way.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxNotice+1))
	if err == nil && len(text) > maxNotice {
		err = fmt.Errorf("more than %d bytes", maxNotice)
	}
	return text, err
}
