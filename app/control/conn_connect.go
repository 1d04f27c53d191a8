package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"keyport/assets"
)

// Guides implements API.
func (c *Conn) Guides(ctx context.Context) ([]GuideCard, error) {
	return ask[[]GuideCard](ctx, c, routeGuides, nothing{})
}

// Guide implements API.
func (c *Conn) Guide(ctx context.Context, client, kind string) (Guide, error) {
	return ask[Guide](ctx, c, routeGuide, guideIn{Client: client, Kind: kind})
}

// GuideValue implements API.
func (c *Conn) GuideValue(ctx context.Context, client, kind, value string) (Secret, error) {
	out, err := ask[textIn](ctx, c, routeGuideValue, guideIn{client, kind, value})
	return newSecret(out.Text), err
}

// TestClient implements API.
func (c *Conn) TestClient(ctx context.Context, client, kind string, each func(Step)) error {
	resp, err := c.send(ctx, routeTest, guideIn{Client: client, Kind: kind})
	switch {
	case ctx.Err() != nil:
		return stopped(ctx)
	case err != nil:
		return err
	}
	defer resp.Body.Close()
	for lines := json.NewDecoder(resp.Body); ; {
		var line stepLine
		switch err := lines.Decode(&line); {
		case ctx.Err() != nil:
			return stopped(ctx)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return notRunning(err)
		case err != nil:
			return internal(err)
		case line.Error != nil:
			return line.Error
		case line.End:
			return nil
		case line.Step != nil:
			each(*line.Step)
		}
	}
}

func stopped(ctx context.Context) error {
	return &Error{Code: CodeStopped, Message: assets.T("check.stopped"), Cause: ctx.Err()}
}
