package proxy

import (
	"context"

	"keyport/proxy/catalog"
)

// RefreshModels fetches the lists of all upstreams anew and waits for them until
// ctx ends; CatalogHealth then tells how it went.
func (h *Handler) RefreshModels(ctx context.Context) { h.catalog.Refresh(ctx) }

// KnownModels gives the catalogue as it is known, hidden models included. It waits for nobody.
func (h *Handler) KnownModels() []catalog.Model { return h.catalog.Current() }
