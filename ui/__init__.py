"""All of Qt: pages, models and widgets. Adapters only; rules live in the core."""
