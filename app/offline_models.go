package app

import (
	"context"

	"keyport/app/control"
)

// ModelLists implements control.API.
func (o *Offline) ModelLists(context.Context) ([]control.ModelList, error) { return nil, notRunning() }

// RefreshModels implements control.API.
func (o *Offline) RefreshModels(context.Context) ([]control.ModelList, error) {
	return nil, notRunning()
}
