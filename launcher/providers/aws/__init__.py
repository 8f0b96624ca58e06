"""Amazon Web Services: Route 53 for zones and names, CloudFront as the edge, ACM for its certificates."""
