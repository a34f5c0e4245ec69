"""What programs may ask the portal for: which actions, with which arguments, and the OpenAPI document made of it."""
